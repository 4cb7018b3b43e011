package org.mekiki.planted.stream.scoring;

/** Planted violation: the two topologies share no code. */
public final class Planted {
  private Planted() {}

  static Class<?> other() {
    return org.mekiki.planted.stream.training.Planted.class;
  }
}
