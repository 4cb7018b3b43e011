package org.mekiki.planted.broker;

/** Planted violation: the embedded broker needs no configuration. */
public final class Planted {
  private Planted() {}

  static Class<?> other() {
    return org.mekiki.planted.config.Planted.class;
  }
}
