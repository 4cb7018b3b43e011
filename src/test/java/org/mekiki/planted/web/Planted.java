package org.mekiki.planted.web;

/** Planted violation: the page must not know the image library. */
public final class Planted {
  private Planted() {}

  static Class<?> matrix() {
    return org.bytedeco.opencv.opencv_core.Mat.class;
  }
}
