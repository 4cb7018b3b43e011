package org.mekiki.padim.gaussian;

import java.io.IOException;
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
   * With int8, the four rows share an int, see FourRows.
   */
  static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());
  static final int LANES = FLOATS.length();
  static final int ROWS = 4;
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
    packed[group] = new int[FourRows.columns(dimensions) * LANES];
    scales[group] = new float[FourRows.rows(dimensions) * LANES];
    int stride = Int8Factors.bytes(dimensions);
    Int8Factors patch = gaussians.isInt8() ? null : new Int8Factors(dimensions);
    byte[] rounded = patch == null ? gaussians.int8() : new byte[stride];
    for (int lane = 0; lane < Math.min(LANES, patches - group * LANES); lane++) {
      int p = group * LANES + lane;
      if (patch == null) {
        packFour(rounded, p * stride, group, lane);
      } else {
        patch.quantize(gaussians.factor(), p * patch.values().length);
        patch.put(rounded, 0);
        packFour(rounded, 0, group, lane);
      }
    }
  }

  /** One patch, which lies in {@code bytes} as {@link Int8Factors#put} writes it. */
  private void packFour(byte[] bytes, int from, int group, int lane) {
    float[] rows = scales[group];
    int columnsAt = from + dimensions;
    for (int d = 0; d < dimensions; d++) {
      rows[d * LANES + lane] = Math.scalb(1f, bytes[from + d]);
      columns[(group * dimensions + d) * LANES + lane] = Math.scalb(1f, bytes[columnsAt + d]);
    }
    FourRows.pack(bytes, columnsAt + dimensions, dimensions, packed[group], lane);
  }

  @Override
  public void distances(float[] embedding, float[] distances) {
    int groups = (patches + LANES - 1) / LANES;
    float[] difference = new float[dimensions * LANES];
    float[] result = new float[LANES];
    for (int g = 0; g < groups; g++) {
      int lanes = Math.min(LANES, patches - g * LANES);
      transpose(embedding, dimensions, g * LANES, lanes, difference, 0);
      centre(difference, means, columns, g * difference.length);
      switch (precision) {
        case FLOAT32 -> squaredFloat32(floats[g], difference, result);
        case BF16 -> squaredBf16(packed[g], difference, result);
        case INT8 -> FourRows.squared(packed[g], scales[g], difference, result);
      }
      for (int lane = 0; lane < lanes; lane++) {
        distances[g * LANES + lane] = (float) Math.sqrt(result[lane]);
      }
    }
  }

  /** {@code [patch][d]} to {@code [group][d][lane]}. */
  private void transpose(float[] vectors, float[] arranged) {
    for (int first = 0; first < patches; first += LANES) {
      int lanes = Math.min(LANES, patches - first);
      transpose(vectors, dimensions, first, lanes, arranged, first * dimensions);
    }
  }

  /** Lanes beyond the last patch keep what they hold; their factors are zero. */
  static void transpose(
      float[] vectors, int dimensions, int firstPatch, int lanes, float[] target, int at) {
    for (int lane = 0; lane < lanes; lane++) {
      int from = (firstPatch + lane) * dimensions;
      for (int d = 0; d < dimensions; d++) {
        target[at + d * LANES + lane] = vectors[from + d];
      }
    }
  }

  /** Subtracts the means and multiplies by the columns' scales, where there are any. */
  static void centre(float[] difference, float[] means, float[] columns, int at) {
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

  /** Whether these are factors in int8, which {@link #write} takes. */
  boolean isInt8() {
    return precision == Precision.INT8;
  }

  /** Writes int8 factors, group by group, as {@link MappedDistanceKernel} reads them. */
  void write(PreparedFile.Sink sink) throws IOException {
    int vectors = dimensions * LANES;
    for (int g = 0; g < packed.length; g++) {
      sink.put(means, g * vectors, vectors);
      sink.put(columns, g * vectors, vectors);
      sink.put(scales[g], 0, scales[g].length);
      sink.put(packed[g]);
    }
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
