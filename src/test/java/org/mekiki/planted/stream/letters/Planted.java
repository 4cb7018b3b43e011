package org.mekiki.planted.stream.letters;

/** Planted violation: dead letters know no topology. */
public final class Planted {
  private Planted() {}

  static Class<?> other() {
    return org.mekiki.planted.stream.scoring.Planted.class;
  }
}
