package org.mekiki.planted.stream.codec;

/** Planted violation: records on the wire know no topology. */
public final class Planted {
  private Planted() {}

  static Class<?> other() {
    return org.mekiki.planted.stream.scoring.Planted.class;
  }
}
