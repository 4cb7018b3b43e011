package org.mekiki.planted.metrics;

/** Planted violation: metrics must not know the web server. */
public final class Planted {
  private Planted() {}

  static Class<?> web() {
    return io.javalin.Javalin.class;
  }
}
