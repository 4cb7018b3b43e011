package org.mekiki.planted.stream.client;

/** Planted violation: clients run no topology. */
public final class Planted {
  private Planted() {}

  static Class<?> other() {
    return org.mekiki.planted.stream.scoring.Planted.class;
  }
}
