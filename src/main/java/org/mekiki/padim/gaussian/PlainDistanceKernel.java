package org.mekiki.padim.gaussian;

/** Patch by patch, row by row, over the Gaussians as they are stored. */
final class PlainDistanceKernel implements DistanceKernel {
  private final PatchGaussians gaussians;

  PlainDistanceKernel(PatchGaussians exact, Precision precision) {
    // Loops read float32; the int8 that it may come from is let go.
    gaussians = precision.round(exact).inFloat32();
  }

  @Override
  public void distances(float[] embedding, float[] distances) {
    int dimensions = gaussians.dimensions();
    float[] difference = new float[dimensions];
    for (int p = 0; p < gaussians.patches(); p++) {
      distances[p] = distance(gaussians, p, embedding, p * dimensions, difference);
    }
  }

  /** Distance of the vector at {@code at} to patch {@code p}. */
  private static float distance(
      PatchGaussians gaussians, int p, float[] embeddings, int at, float[] difference) {
    int dimensions = gaussians.dimensions();
    float[] mean = gaussians.mean();
    float[] factor = gaussians.factor();
    for (int d = 0; d < dimensions; d++) {
      difference[d] = embeddings[at + d] - mean[p * dimensions + d];
    }
    float sum = 0;
    int row = p * PatchGaussians.triangle(dimensions);
    for (int i = 0; i < dimensions; i++) {
      float whitened = dot(factor, row, difference, i + 1);
      sum += whitened * whitened;
      row += i + 1;
    }
    return (float) Math.sqrt(sum);
  }

  /** Eight sums at once: a single one would wait for each addition. */
  private static float dot(float[] factor, int row, float[] difference, int length) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int j = 0;
    for (; j + 8 <= length; j += 8) {
      s0 += factor[row + j] * difference[j];
      s1 += factor[row + j + 1] * difference[j + 1];
      s2 += factor[row + j + 2] * difference[j + 2];
      s3 += factor[row + j + 3] * difference[j + 3];
      s4 += factor[row + j + 4] * difference[j + 4];
      s5 += factor[row + j + 5] * difference[j + 5];
      s6 += factor[row + j + 6] * difference[j + 6];
      s7 += factor[row + j + 7] * difference[j + 7];
    }
    for (; j < length; j++) {
      s0 += factor[row + j] * difference[j];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  @Override
  public String name() {
    return "plain loops";
  }

  @Override
  public long bytes() {
    return bytes(gaussians.patches(), gaussians.dimensions());
  }

  /** Memory of a kernel of this size, in any precision: loops read float32. */
  static long bytes(int patches, int dimensions) {
    return Float.BYTES
        * ((long) patches * dimensions + (long) patches * PatchGaussians.triangle(dimensions));
  }
}
