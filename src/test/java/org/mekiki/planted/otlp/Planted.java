package org.mekiki.planted.otlp;

/** Planted violation: what sends must not know what it is about. */
public final class Planted {
  private Planted() {}

  static Class<?> metrics() {
    return org.mekiki.planted.metrics.Planted.class;
  }
}
