package org.mekiki.planted.lock;

/** Planted violation: locks must not know what they are for. */
public final class Planted {
  private Planted() {}

  static Class<?> broker() {
    return org.mekiki.planted.config.Planted.class;
  }
}
