package org.mekiki.planted.text;

/** Planted violation: downloads must not know what they are for. */
public final class Planted {
  private Planted() {}

  static Class<?> network() {
    return org.mekiki.planted.config.Planted.class;
  }
}
