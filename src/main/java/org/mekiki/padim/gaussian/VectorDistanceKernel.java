package org.mekiki.padim.gaussian;

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
   *
   * With int8, the four rows b0 … b3 share an int, as the sum V = b0 + 2⁸b1 + 2¹⁶b2 + 2²⁴b3. Shifting V up
   * leaves the lower ones at the top: V<<24 is 2²⁴b0, V<<16 is 2²⁴b1 + 2¹⁶b0, and so on. Each becomes a float by
   * one conversion, without masks, and what the lower rows add to a row's sum is subtracted once, at the end.
   */
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, FLOATS.vectorShape());
  private static final int LANES = FLOATS.length();
  private static final int ROWS = 4;
  private static final int UPPER_HALF = 0xffff0000;

  private final int patches;
  private final int dimensions;
  private final Precision precision;

  /** {@code [group][d][lane]}. */
  private final float[] means;

  /** One of these a group of patches, by precision. */
  private final float[][] floats;

  private final int[][] packed;

  /** {@code [group][row][lane]}, with int8 only. */
  private final float[][] scales;

  /** {@code [group][d][lane]}, what the difference is multiplied by; with int8 only. */
  private final float[] columns;

  VectorDistanceKernel(PatchGaussians gaussians, Precision precision) {
    this.precision = precision;
    patches = gaussians.patches();
    dimensions = gaussians.dimensions();
    int groups = (patches + LANES - 1) / LANES;
    means = new float[groups * dimensions * LANES];
    transpose(gaussians.mean(), means);
    floats = precision == Precision.FLOAT32 ? new float[groups][] : null;
    packed = precision == Precision.FLOAT32 ? null : new int[groups][];
    scales = precision == Precision.INT8 ? new float[groups][] : null;
    columns = precision == Precision.INT8 ? new float[means.length] : null;
    for (int g = 0; g < groups; g++) {
      switch (precision) {
        case FLOAT32 -> floats[g] = arrange(gaussians, g);
        case BF16 -> packed[g] = pairUp(arrange(gaussians, g));
        case INT8 -> packFour(gaussians, g);
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
      pairs[i] =
          Precision.toBf16(arranged[at]) << 16 | Precision.toBf16(arranged[at + LANES]) & 0xffff;
    }
    return pairs;
  }

  private void packFour(PatchGaussians gaussians, int group) {
    int blocks = (dimensions + ROWS - 1) / ROWS;
    int[] starts = new int[blocks + 1];
    for (int b = 0; b < blocks; b++) {
      starts[b + 1] = starts[b] + columns(b);
    }
    packed[group] = new int[starts[blocks] * LANES];
    scales[group] = new float[blocks * ROWS * LANES];
    int stride = Int8Factors.bytes(dimensions);
    Int8Factors patch = gaussians.isInt8() ? null : new Int8Factors(dimensions);
    byte[] rounded = patch == null ? gaussians.int8() : new byte[stride];
    for (int lane = 0; lane < Math.min(LANES, patches - group * LANES); lane++) {
      int p = group * LANES + lane;
      if (patch == null) {
        packFour(rounded, p * stride, group, lane, starts);
      } else {
        patch.quantize(gaussians.factor(), p * patch.values().length);
        patch.put(rounded, 0);
        packFour(rounded, 0, group, lane, starts);
      }
    }
  }

  /** One patch, which lies in {@code bytes} as {@link Int8Factors#put} writes it. */
  private void packFour(byte[] bytes, int from, int group, int lane, int[] starts) {
    float[] rows = scales[group];
    int columnsAt = from + dimensions;
    for (int d = 0; d < dimensions; d++) {
      rows[d * LANES + lane] = Math.scalb(1f, bytes[from + d]);
      columns[(group * dimensions + d) * LANES + lane] = Math.scalb(1f, bytes[columnsAt + d]);
    }
    int values = columnsAt + dimensions;
    int[] fours = packed[group];
    for (int first = 0; first < dimensions; first += ROWS) {
      int at = starts[first / ROWS] * LANES + lane;
      int whole = 0;
      if (first + ROWS <= dimensions) {
        // Columns in which all four rows have a factor.
        whole = first + 1;
        int r0 = values + PatchGaussians.triangle(first);
        int r1 = r0 + first + 1;
        int r2 = r1 + first + 2;
        int r3 = r2 + first + 3;
        for (int c = 0; c < whole; c++) {
          fours[at + c * LANES] =
              bytes[r0 + c] + (bytes[r1 + c] << 8) + (bytes[r2 + c] << 16) + (bytes[r3 + c] << 24);
        }
      }
      for (int r = first; r < Math.min(first + ROWS, dimensions); r++) {
        int row = values + PatchGaussians.triangle(r);
        for (int c = whole; c <= r; c++) {
          fours[at + c * LANES] += bytes[row + c] << Byte.SIZE * (r - first);
        }
      }
    }
  }

  @Override
  public void distances(float[] embedding, float[] distances) {
    int groups = (patches + LANES - 1) / LANES;
    float[] difference = new float[dimensions * LANES];
    float[] result = new float[LANES];
    for (int g = 0; g < groups; g++) {
      int lanes = Math.min(LANES, patches - g * LANES);
      transpose(embedding, g * LANES, lanes, difference, 0);
      subtractMeans(g, difference);
      switch (precision) {
        case FLOAT32 -> squaredFloat32(floats[g], difference, result);
        case BF16 -> squaredBf16(packed[g], difference, result);
        case INT8 -> squaredInt8(packed[g], scales[g], difference, result);
      }
      for (int lane = 0; lane < lanes; lane++) {
        distances[g * LANES + lane] = (float) Math.sqrt(result[lane]);
      }
    }
  }

  /** {@code [patch][d]} to {@code [group][d][lane]}. */
  private void transpose(float[] vectors, float[] arranged) {
    for (int first = 0; first < patches; first += LANES) {
      transpose(vectors, first, Math.min(LANES, patches - first), arranged, first * dimensions);
    }
  }

  /** Lanes beyond the last patch keep what they hold; their factors are zero. */
  private void transpose(float[] vectors, int firstPatch, int lanes, float[] target, int at) {
    for (int lane = 0; lane < lanes; lane++) {
      int from = (firstPatch + lane) * dimensions;
      for (int d = 0; d < dimensions; d++) {
        target[at + d * LANES + lane] = vectors[from + d];
      }
    }
  }

  private void subtractMeans(int group, float[] difference) {
    int at = group * dimensions * LANES;
    for (int i = 0; i < difference.length; i += LANES) {
      FloatVector value =
          FloatVector.fromArray(FLOATS, difference, i)
              .sub(FloatVector.fromArray(FLOATS, means, at + i));
      if (columns != null) {
        value = value.mul(FloatVector.fromArray(FLOATS, columns, at + i));
      }
      value.intoArray(difference, i);
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

  private void squaredInt8(int[] factors, float[] rowScales, float[] difference, float[] result) {
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
        IntVector four = IntVector.fromArray(INTS, factors, at);
        s0 = floats(four.lanewise(VectorOperators.LSHL, 24)).fma(x, s0);
        s1 = floats(four.lanewise(VectorOperators.LSHL, 16)).fma(x, s1);
        s2 = floats(four.lanewise(VectorOperators.LSHL, 8)).fma(x, s2);
        s3 = floats(four).fma(x, s3);
        at += LANES;
      }
      s1 = s1.sub(s0.mul(0x1p-8f));
      s2 = s2.sub(s1.mul(0x1p-8f)).sub(s0.mul(0x1p-16f));
      s3 = s3.sub(s2.mul(0x1p-8f)).sub(s1.mul(0x1p-16f)).sub(s0.mul(0x1p-24f));
      s0 = s0.mul(FloatVector.fromArray(FLOATS, rowScales, rows * LANES));
      s1 = s1.mul(FloatVector.fromArray(FLOATS, rowScales, (rows + 1) * LANES));
      s2 = s2.mul(FloatVector.fromArray(FLOATS, rowScales, (rows + 2) * LANES));
      s3 = s3.mul(FloatVector.fromArray(FLOATS, rowScales, (rows + 3) * LANES));
      total = s0.fma(s0, s1.fma(s1, s2.fma(s2, s3.fma(s3, total))));
    }
    total.mul(0x1p-48f).intoArray(result, 0);
  }

  private static FloatVector floats(IntVector values) {
    return (FloatVector) values.convert(VectorOperators.I2F, 0);
  }

  @Override
  public String name() {
    return "Vector API, " + LANES + " patches at once";
  }

  @Override
  public long bytes() {
    return bytes(patches, dimensions, precision);
  }

  /** Memory of a kernel of this size: whole groups of lanes, whole blocks of rows. */
  static long bytes(int patches, int dimensions, Precision precision) {
    long blocks = (dimensions + ROWS - 1) / ROWS;
    long columns = ROWS * blocks * (blocks + 1) / 2 - (blocks * ROWS - dimensions);
    long lane =
        switch (precision) {
          case FLOAT32 -> Float.BYTES * ROWS * columns;
          case BF16 -> Short.BYTES * ROWS * columns;
          case INT8 -> ROWS * columns + Float.BYTES * ROWS * blocks;
        };
    long groups = (patches + LANES - 1) / LANES;
    long vectors = precision == Precision.INT8 ? 2 : 1;
    return groups * LANES * (lane + vectors * Float.BYTES * dimensions);
  }
}
