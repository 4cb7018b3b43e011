package org.mekiki.planted.stream.run;

/** Planted violation: running a topology needs no topology. */
public final class Planted {
  private Planted() {}

  static Class<?> other() {
    return org.mekiki.planted.stream.training.Planted.class;
  }
}
