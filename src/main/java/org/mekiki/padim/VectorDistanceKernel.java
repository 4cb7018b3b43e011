package org.mekiki.padim;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Several patches at once, one a lane of a vector register. Loaded only where the incubator module
 * is there.
 */
final class VectorDistanceKernel implements DistanceKernel {
  /*
   * The step is bound by memory: D(D+1)/2 factors a patch for every image. So they lie in the very order in
   * which they are read: for a group of as many patches as the register has lanes (16 with AVX-512), for a
   * block of four rows of W, for a column, four registers. Each row's sum stays in a register. Rows are cut
   * at the block's last column; what lies above the diagonal there, and rows and lanes beyond the end, are
   * zeros.
   *
   * With bfloat16, rows 2i and 2i + 1 share an int: the upper half masked out is the one, the lower half
   * shifted up is the other. (Converting shorts would need ZERO_EXTEND_S2I, which throws on JDK 17.)
   */
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, FLOATS.vectorShape());
  private static final int LANES = FLOATS.length();
  private static final int ROWS = 4;
  private static final int UPPER_HALF = 0xffff0000;

  private final int patches;
  private final int dimensions;
  private final float[] mean;
  private final float[][] floats;
  private final int[][] halves;

  VectorDistanceKernel(PatchGaussians gaussians, Precision precision) {
    patches = gaussians.patches();
    dimensions = gaussians.dimensions();
    mean = gaussians.mean();
    int groups = (patches + LANES - 1) / LANES;
    floats = precision == Precision.FLOAT32 ? new float[groups][] : null;
    halves = precision == Precision.BF16 ? new int[groups][] : null;
    for (int g = 0; g < groups; g++) {
      if (floats != null) {
        floats[g] = arrange(gaussians, g);
      } else {
        halves[g] = pairUp(arrange(gaussians, g));
      }
    }
  }

  private float[] arrange(PatchGaussians gaussians, int group) {
    int blocks = (dimensions + ROWS - 1) / ROWS;
    int columns = 0;
    for (int b = 0; b < blocks; b++) {
      columns += columns(b);
    }
    float[] arranged = new float[columns * ROWS * LANES];
    float[] factor = gaussians.factor();
    int triangle = PatchGaussians.triangle(dimensions);
    int lanes = Math.min(LANES, patches - group * LANES);
    int at = 0;
    for (int b = 0; b < blocks; b++) {
      for (int j = 0; j < columns(b); j++) {
        for (int r = b * ROWS; r < (b + 1) * ROWS; r++, at += LANES) {
          for (int lane = 0; lane < lanes && j <= r && r < dimensions; lane++) {
            int p = group * LANES + lane;
            arranged[at + lane] = factor[p * triangle + r * (r + 1) / 2 + j];
          }
        }
      }
    }
    return arranged;
  }

  private int columns(int block) {
    return Math.min((block + 1) * ROWS, dimensions);
  }

  private static int[] pairUp(float[] arranged) {
    int[] pairs = new int[arranged.length / 2];
    for (int i = 0; i < pairs.length; i++) {
      int at = i / LANES * 2 * LANES + i % LANES;
      pairs[i] = Precision.bf16Bits(arranged[at]) << 16 | Precision.bf16Bits(arranged[at + LANES]);
    }
    return pairs;
  }

  @Override
  public void distances(float[] embedding, float[] distances) {
    int groups = (patches + LANES - 1) / LANES;
    float[] difference = new float[dimensions * LANES];
    float[] result = new float[LANES];
    for (int g = 0; g < groups; g++) {
      int lanes = Math.min(LANES, patches - g * LANES);
      subtractMeans(embedding, g * LANES, lanes, difference);
      if (floats != null) {
        squaredFloat32(floats[g], difference, result);
      } else {
        squaredBf16(halves[g], difference, result);
      }
      for (int lane = 0; lane < lanes; lane++) {
        distances[g * LANES + lane] = (float) Math.sqrt(result[lane]);
      }
    }
  }

  /** Lanes beyond the last patch keep older values; their factors are zero. */
  private void subtractMeans(float[] embedding, int firstPatch, int lanes, float[] difference) {
    for (int lane = 0; lane < lanes; lane++) {
      int from = (firstPatch + lane) * dimensions;
      for (int d = 0; d < dimensions; d++) {
        difference[d * LANES + lane] = embedding[from + d] - mean[from + d];
      }
    }
  }

  private void squaredFloat32(float[] factors, float[] difference, float[] result) {
    FloatVector total = FloatVector.zero(FLOATS);
    int at = 0;
    for (int rows = 0; rows < dimensions; rows += ROWS) {
      FloatVector s0 = FloatVector.zero(FLOATS);
      FloatVector s1 = FloatVector.zero(FLOATS);
      FloatVector s2 = FloatVector.zero(FLOATS);
      FloatVector s3 = FloatVector.zero(FLOATS);
      int end = Math.min(rows + ROWS, dimensions) * LANES;
      for (int j = 0; j < end; j += LANES) {
        FloatVector x = FloatVector.fromArray(FLOATS, difference, j);
        s0 = FloatVector.fromArray(FLOATS, factors, at).fma(x, s0);
        s1 = FloatVector.fromArray(FLOATS, factors, at + LANES).fma(x, s1);
        s2 = FloatVector.fromArray(FLOATS, factors, at + 2 * LANES).fma(x, s2);
        s3 = FloatVector.fromArray(FLOATS, factors, at + 3 * LANES).fma(x, s3);
        at += ROWS * LANES;
      }
      total = s0.fma(s0, s1.fma(s1, s2.fma(s2, s3.fma(s3, total))));
    }
    total.intoArray(result, 0);
  }

  private void squaredBf16(int[] factors, float[] difference, float[] result) {
    FloatVector total = FloatVector.zero(FLOATS);
    int at = 0;
    for (int rows = 0; rows < dimensions; rows += ROWS) {
      FloatVector s0 = FloatVector.zero(FLOATS);
      FloatVector s1 = FloatVector.zero(FLOATS);
      FloatVector s2 = FloatVector.zero(FLOATS);
      FloatVector s3 = FloatVector.zero(FLOATS);
      int end = Math.min(rows + ROWS, dimensions) * LANES;
      for (int j = 0; j < end; j += LANES) {
        FloatVector x = FloatVector.fromArray(FLOATS, difference, j);
        IntVector upper = IntVector.fromArray(INTS, factors, at);
        IntVector lower = IntVector.fromArray(INTS, factors, at + LANES);
        s0 = upper.and(UPPER_HALF).reinterpretAsFloats().fma(x, s0);
        s1 = upper.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(x, s1);
        s2 = lower.and(UPPER_HALF).reinterpretAsFloats().fma(x, s2);
        s3 = lower.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(x, s3);
        at += ROWS / 2 * LANES;
      }
      total = s0.fma(s0, s1.fma(s1, s2.fma(s2, s3.fma(s3, total))));
    }
    total.intoArray(result, 0);
  }

  @Override
  public String name() {
    return "Vector API, " + LANES + " patches at once";
  }

  @Override
  public long bytes() {
    long bytes = 0;
    int groups = (patches + LANES - 1) / LANES;
    for (int g = 0; g < groups; g++) {
      bytes += 4L * (floats != null ? floats[g].length : halves[g].length);
    }
    return bytes;
  }
}
