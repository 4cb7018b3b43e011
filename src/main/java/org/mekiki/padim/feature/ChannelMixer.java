package org.mekiki.padim.feature;

/** Multiplies channels by a projection's matrix and adds the products to vectors. */
final class ChannelMixer {
  /** Channels at once: each sum is loaded and stored an eighth as often. */
  private static final int UNROLLED = 8;

  private ChannelMixer() {}

  /**
   * Of one row of patches, {@code out[row · count + patch][d] += Σ vectors[patch][c] ·
   * weights[input + c][d]}.
   */
  static void mixVectors(
      float[] vectors,
      int count,
      int channels,
      Reduction.Projection projection,
      int input,
      float[] out,
      int row) {
    int dimensions = projection.dimensions();
    // Weights of eight channels stay in the cache for a whole row of patches.
    for (int c = 0; c < channels; c += UNROLLED) {
      int end = Math.min(channels, c + UNROLLED);
      for (int p = 0; p < count; p++) {
        int target = (row * count + p) * dimensions;
        mix(vectors, p * channels + c, 1, end - c, projection, input + c, out, target);
      }
    }
  }

  /** Of planes, {@code out[pixel][d] += Σ planes[c][pixel] · weights[input + c][d]}. */
  static void mixPlanes(
      float[] planes, int channels, Reduction.Projection projection, int input, float[] out) {
    int dimensions = projection.dimensions();
    int pixels = out.length / dimensions;
    for (int c = 0; c < channels; c += UNROLLED) {
      int end = Math.min(channels, c + UNROLLED);
      for (int p = 0; p < pixels; p++) {
        int from = c * pixels + p;
        mix(planes, from, pixels, end - c, projection, input + c, out, p * dimensions);
      }
    }
  }

  private static void mix(
      float[] values,
      int from,
      int stride,
      int count,
      Reduction.Projection projection,
      int input,
      float[] out,
      int target) {
    int dimensions = projection.dimensions();
    float[] weights = projection.weights();
    if (count == UNROLLED) {
      mixEight(values, from, stride, weights, input * dimensions, dimensions, out, target);
      return;
    }
    for (int c = 0; c < count; c++) {
      float value = values[from + c * stride];
      int w = (input + c) * dimensions;
      for (int d = 0; d < dimensions; d++) {
        out[target + d] += value * weights[w + d];
      }
    }
  }

  private static void mixEight(
      float[] values,
      int from,
      int stride,
      float[] weights,
      int w,
      int dimensions,
      float[] out,
      int target) {
    float v0 = values[from];
    float v1 = values[from + stride];
    float v2 = values[from + 2 * stride];
    float v3 = values[from + 3 * stride];
    float v4 = values[from + 4 * stride];
    float v5 = values[from + 5 * stride];
    float v6 = values[from + 6 * stride];
    float v7 = values[from + 7 * stride];
    int w1 = w + dimensions;
    int w2 = w1 + dimensions;
    int w3 = w2 + dimensions;
    int w4 = w3 + dimensions;
    int w5 = w4 + dimensions;
    int w6 = w5 + dimensions;
    int w7 = w6 + dimensions;
    for (int d = 0; d < dimensions; d++) {
      out[target + d] +=
          v0 * weights[w + d]
              + v1 * weights[w1 + d]
              + v2 * weights[w2 + d]
              + v3 * weights[w3 + d]
              + v4 * weights[w4 + d]
              + v5 * weights[w5 + d]
              + v6 * weights[w6 + d]
              + v7 * weights[w7 + d];
    }
  }
}
