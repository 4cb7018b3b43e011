package org.mekiki.planted.util;

/** Planted violation: a package that the table does not have. */
public final class Planted {
  private Planted() {}

  static int zero() {
    return 0;
  }
}
