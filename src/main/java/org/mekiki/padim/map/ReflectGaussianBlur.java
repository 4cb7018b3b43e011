package org.mekiki.padim.map;

import org.mekiki.padim.feature.BandMatrix;

/**
 * Gaussian blur with edges mirrored without repeating the edge (numpy's and PyTorch's {@code
 * reflect}; SciPy's mode of that name repeats it). Taps {@code exp(−x²/2σ²)} at −r…r with r = ⌊4σ +
 * ½⌋, scaled to sum 1; σ = 4 gives PaDiM's 33. Planes smaller than the kernel are mirrored
 * repeatedly.
 *
 * <p>Sums are in float32, relative error about 1e-6. Thread-safe.
 */
public final class ReflectGaussianBlur implements GaussianBlur {
  private static final double DEFAULT_SIGMA = 4;
  private static final double REACH = 4;

  private final double[] taps;

  /** PaDiM's: σ = 4, 33 taps. */
  public ReflectGaussianBlur() {
    this(DEFAULT_SIGMA);
  }

  /**
   * Another width.
   *
   * @param sigma in pixels, above 0, at most 100
   */
  public ReflectGaussianBlur(double sigma) {
    if (!(sigma > 0 && sigma <= 100)) {
      throw new IllegalArgumentException(
          "sigma " + sigma + " is not valid: it must be above 0 and at most 100 pixels");
    }
    int radius = (int) (REACH * sigma + 0.5);
    taps = new double[2 * radius + 1];
    double sum = 0;
    for (int i = 0; i < taps.length; i++) {
      double x = (i - radius) / sigma;
      taps[i] = Math.exp(-0.5 * x * x);
      sum += taps[i];
    }
    for (int i = 0; i < taps.length; i++) {
      taps[i] /= sum;
    }
  }

  /** The blur along an axis of this length. */
  BandMatrix axis(int size) {
    return BandMatrix.taps(taps, size);
  }

  @Override
  public float[] blur(float[] plane, int height, int width) {
    if (plane.length != Math.multiplyExact(height, width)) {
      throw new IllegalArgumentException(
          "plane of " + plane.length + " values does not fill " + height + "x" + width);
    }
    float[] within = new float[plane.length];
    axis(width).combineWithinRows(plane, 0, height, within, 0);
    float[] blurred = new float[plane.length];
    axis(height).combineRows(within, 0, width, blurred, 0, false);
    return blurred;
  }
}
