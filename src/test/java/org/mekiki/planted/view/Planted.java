package org.mekiki.planted.view;

/** Planted violation: views must not know use cases. */
public final class Planted {
  private Planted() {}

  static Class<?> inspect() {
    return org.mekiki.planted.inspect.Planted.class;
  }
}
