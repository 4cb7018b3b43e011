package org.mekiki.planted.stream.registry;

/** Planted violation: a registry knows no topology. */
public final class Planted {
  private Planted() {}

  static Class<?> other() {
    return org.mekiki.planted.stream.scoring.Planted.class;
  }
}
