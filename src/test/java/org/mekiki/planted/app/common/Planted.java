package org.mekiki.planted.app.common;

/** Planted violation: what commands share knows no command. */
public final class Planted {
  private Planted() {}

  static Class<?> other() {
    return org.mekiki.planted.app.demo.Planted.class;
  }
}
