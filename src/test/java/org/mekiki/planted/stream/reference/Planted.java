package org.mekiki.planted.stream.reference;

/** Planted violation: what brings pictures knows no topology. */
public final class Planted {
  private Planted() {}

  static Class<?> other() {
    return org.mekiki.planted.stream.scoring.Planted.class;
  }
}
