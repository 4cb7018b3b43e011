package org.mekiki.planted.stream.training.run;

/** Planted violation: runs know no processors. */
public final class Planted {
  private Planted() {}

  static Class<?> other() {
    return org.mekiki.planted.stream.training.Planted.class;
  }
}
