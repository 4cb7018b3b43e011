package org.mekiki.planted.model;

/** Planted violation: models must not know use cases, which also closes a cycle. */
public final class Planted {
  private Planted() {}

  static Class<?> inspect() {
    return org.mekiki.planted.inspect.Planted.class;
  }
}
