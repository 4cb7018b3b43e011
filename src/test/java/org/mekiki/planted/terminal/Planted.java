package org.mekiki.planted.terminal;

/** Planted violation: the terminal knows no configuration. */
public final class Planted {
  private Planted() {}

  static Class<?> other() {
    return org.mekiki.planted.config.Planted.class;
  }
}
