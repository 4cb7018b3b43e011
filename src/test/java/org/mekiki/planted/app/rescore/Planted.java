package org.mekiki.planted.app.rescore;

/** Planted violation: a command must not know the next one. */
public final class Planted {
  private Planted() {}

  static Class<?> other() {
    return org.mekiki.planted.app.letters.Planted.class;
  }
}
