package org.mekiki.padim.map;

/** Step 5: smooths an image plane. Implementations are thread-safe. */
public interface GaussianBlur {
  /** Blurs a row-major plane into a new array. */
  float[] blur(float[] plane, int height, int width);
}
