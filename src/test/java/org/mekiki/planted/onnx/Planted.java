package org.mekiki.planted.onnx;

/** Planted violation: the network must not know models. */
public final class Planted {
  private Planted() {}

  static Class<?> model() {
    return org.mekiki.planted.model.Planted.class;
  }
}
