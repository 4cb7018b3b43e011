package org.mekiki.planted.stream.alarms;

/** Planted violation: alarms are called by scoring, not the other way round. */
public final class Planted {
  private Planted() {}

  static Class<?> other() {
    return org.mekiki.planted.stream.scoring.Planted.class;
  }
}
