package org.mekiki.onnx.network;

import java.util.Arrays;

/**
 * The complex Gabor filters of the built-in backbone, at evenly spaced orientations.
 *
 * <p>For orientation i of n, θ = πi/n, and pixel (x, y) off the centre, with x' = x cos θ + y sin θ
 * and y' = −x sin θ + y cos θ:
 *
 * <pre>
 * envelope g = exp(−(x'² + (aspect·y')²) / 2σ²)
 * filter     = (g·(cos(2πx'/wavelength) − k) + i·g·sin(2πx'/wavelength)) / Σg
 * </pre>
 *
 * where k makes the real part sum to zero, so that a flat surface gives nothing (a Morlet wavelet:
 * Bruna and Mallat 2013, arXiv 1203.1513, section 2). {@link StrictMath} gives the same bits on
 * every machine: the backbone's checksum depends on them.
 */
final class GaborBank {
  static final int ORIENTATIONS = 8;

  /** Pixels on each side of a filter's centre. */
  static final int RADIUS = 5;

  /** Side of a filter in pixels. */
  static final int SIZE = 2 * RADIUS + 1;

  static final int AREA = SIZE * SIZE;

  /** σ of the envelope across the stripes, in pixels. */
  private static final double SIGMA = 1.6;

  /** Of the carrier, in pixels. */
  private static final double WAVELENGTH = 4;

  /** How much narrower the envelope is across than along the stripes. */
  private static final double ASPECT = 0.6;

  private GaborBank() {}

  /** Real part of one filter, row by row. */
  static double[] real(int orientation) {
    return filter(orientation, false);
  }

  /** Imaginary part of one filter, row by row. */
  static double[] imaginary(int orientation) {
    return filter(orientation, true);
  }

  private static double[] filter(int orientation, boolean imaginary) {
    double theta = StrictMath.PI * orientation / ORIENTATIONS;
    double cos = StrictMath.cos(theta);
    double sin = StrictMath.sin(theta);
    double[] envelope = new double[AREA];
    double[] carrier = new double[AREA];
    for (int p = 0; p < AREA; p++) {
      double x = p % SIZE - RADIUS;
      double y = p / SIZE - RADIUS;
      double across = x * cos + y * sin;
      double along = ASPECT * (-x * sin + y * cos);
      envelope[p] = StrictMath.exp(-(across * across + along * along) / (2 * SIGMA * SIGMA));
      double phase = 2 * StrictMath.PI * across / WAVELENGTH;
      carrier[p] = imaginary ? StrictMath.sin(phase) : StrictMath.cos(phase);
    }
    double sum = Arrays.stream(envelope).sum();
    double offset = 0; // an odd function sums to zero by itself
    if (!imaginary) {
      for (int p = 0; p < AREA; p++) {
        offset += envelope[p] * carrier[p] / sum;
      }
    }
    double[] filter = new double[AREA];
    for (int p = 0; p < AREA; p++) {
      filter[p] = envelope[p] * (carrier[p] - offset) / sum;
    }
    return filter;
  }
}
