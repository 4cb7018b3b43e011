package org.mekiki.planted.inspect;

/** Planted violation: use cases must not know Micrometer; the import of model is allowed. */
public final class Planted {
  private Planted() {}

  static Object registry() {
    return new io.micrometer.core.instrument.simple.SimpleMeterRegistry();
  }

  static Class<?> model() {
    return org.mekiki.planted.model.Planted.class;
  }
}
