package org.mekiki.planted.stream.tracing;

/** Planted violation: spans know no training. */
public final class Planted {
  private Planted() {}

  static Class<?> other() {
    return org.mekiki.planted.stream.training.Planted.class;
  }
}
