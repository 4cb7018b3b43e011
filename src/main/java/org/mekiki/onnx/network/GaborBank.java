package org.mekiki.onnx.network;

import java.util.Arrays;
import org.mekiki.text.Text;

/**
 * Complex Gabor filters at evenly spaced orientations.
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
 *
 * @param size side of a filter in pixels, odd
 * @param orientations number of filters
 * @param sigma σ of the envelope across the stripes, in pixels
 * @param wavelength of the carrier, in pixels
 * @param aspect how much narrower the envelope is across than along the stripes
 */
record GaborBank(int size, int orientations, double sigma, double wavelength, double aspect) {
  /** The bank of the built-in backbone. */
  static final GaborBank STANDARD = new GaborBank(11, 8, 1.6, 4.0, 0.6);

  GaborBank {
    if (size < 1 || size % 2 == 0 || orientations < 1) {
      throw new IllegalArgumentException(
          Text.of("Gabor bank of %d filters of odd size %d", orientations, size));
    }
    if (!(sigma > 0 && wavelength > 0 && aspect > 0)) {
      throw new IllegalArgumentException(
          Text.of("sigma %s, wavelength %s, aspect %s: not above 0", sigma, wavelength, aspect));
    }
  }

  /** Pixels of one filter. */
  int area() {
    return size * size;
  }

  /** Real part of one filter, row by row. */
  double[] real(int orientation) {
    return filter(orientation, false);
  }

  /** Imaginary part of one filter, row by row. */
  double[] imaginary(int orientation) {
    return filter(orientation, true);
  }

  private double[] filter(int orientation, boolean imaginary) {
    double theta = StrictMath.PI * orientation / orientations;
    double cos = StrictMath.cos(theta);
    double sin = StrictMath.sin(theta);
    int radius = size / 2;
    double[] envelope = new double[area()];
    double[] carrier = new double[area()];
    for (int p = 0; p < area(); p++) {
      double x = p % size - radius;
      double y = p / size - radius;
      double across = x * cos + y * sin;
      double along = aspect * (-x * sin + y * cos);
      envelope[p] = StrictMath.exp(-(across * across + along * along) / (2 * sigma * sigma));
      double phase = 2 * StrictMath.PI * across / wavelength;
      carrier[p] = imaginary ? StrictMath.sin(phase) : StrictMath.cos(phase);
    }
    double sum = Arrays.stream(envelope).sum();
    double offset = 0; // an odd function sums to zero by itself
    if (!imaginary) {
      for (int p = 0; p < area(); p++) {
        offset += envelope[p] * carrier[p] / sum;
      }
    }
    double[] filter = new double[area()];
    for (int p = 0; p < area(); p++) {
      filter[p] = envelope[p] * (carrier[p] - offset) / sum;
    }
    return filter;
  }
}
