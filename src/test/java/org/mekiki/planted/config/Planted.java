package org.mekiki.planted.config;

/** Planted violation: configuration is a leaf. */
public final class Planted {
  private Planted() {}

  static Class<?> padim() {
    return org.mekiki.planted.padim.Planted.class;
  }
}
