package org.mekiki.padim.gaussian;

import java.nio.IntBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Factors in int8, four rows of a column in an int, a patch a lane: the same block by block layout
 * as {@link VectorDistanceKernel}'s. Loaded only where the incubator module is there.
 */
final class FourRows {
  /*
   * The four rows b0 … b3 share an int, as the sum V = b0 + 2⁸b1 + 2¹⁶b2 + 2²⁴b3. Shifting V up leaves the
   * lower ones at the top: V<<24 is 2²⁴b0, V<<16 is 2²⁴b1 + 2¹⁶b0, and so on. Each becomes a float by one
   * conversion, without masks, and what the lower rows add to a row's sum is subtracted once, at the end.
   */
  private static final VectorSpecies<Float> FLOATS = VectorDistanceKernel.FLOATS;
  private static final VectorSpecies<Integer> INTS = VectorDistanceKernel.INTS;
  private static final int LANES = VectorDistanceKernel.LANES;
  private static final int ROWS = VectorDistanceKernel.ROWS;

  private FourRows() {}

  /** Rows of a patch, whole blocks. */
  static int rows(int dimensions) {
    return (dimensions + ROWS - 1) / ROWS * ROWS;
  }

  /** Columns of all blocks of a patch: a block is cut at its last row's. */
  static int columns(int dimensions) {
    int blocks = rows(dimensions) / ROWS;
    return ROWS * blocks * (blocks + 1) / 2 - (rows(dimensions) - dimensions);
  }

  /**
   * Packs a patch.
   *
   * @param values from {@code from} on its packed triangle, row by row
   * @param fours {@code [column][lane]} of a group
   */
  static void pack(byte[] values, int from, int dimensions, int[] fours, int lane) {
    int at = lane;
    for (int first = 0; first < dimensions; first += ROWS) {
      int whole = 0;
      if (first + ROWS <= dimensions) {
        // Columns in which all four rows have a factor.
        whole = first + 1;
        int r0 = from + PatchGaussians.triangle(first);
        int r1 = r0 + first + 1;
        int r2 = r1 + first + 2;
        int r3 = r2 + first + 3;
        for (int c = 0; c < whole; c++) {
          fours[at + c * LANES] =
              values[r0 + c]
                  + (values[r1 + c] << 8)
                  + (values[r2 + c] << 16)
                  + (values[r3 + c] << 24);
        }
      }
      for (int r = first; r < Math.min(first + ROWS, dimensions); r++) {
        int row = from + PatchGaussians.triangle(r);
        for (int c = whole; c <= r; c++) {
          fours[at + c * LANES] += values[row + c] << Byte.SIZE * (r - first);
        }
      }
      at += Math.min(first + ROWS, dimensions) * LANES;
    }
  }

  /**
   * Squared distances of a group.
   *
   * @param fours {@code [column][lane]}
   * @param scales {@code [row][lane]}
   * @param difference {@code [d][lane]}, times the columns' scales
   * @param result one a lane
   */
  static void squared(int[] fours, float[] scales, float[] difference, float[] result) {
    squared(null, 0, fours, scales, difference, result);
  }

  /**
   * The same of a group in a buffer.
   *
   * @param buffer from {@code start} on {@code [column][lane]}; null where the array has them
   * @param fours room for a block: as long as {@code difference}
   */
  static void squared(
      IntBuffer buffer,
      int start,
      int[] fours,
      float[] scales,
      float[] difference,
      float[] result) {
    FloatVector total = FloatVector.zero(FLOATS);
    int at = 0;
    for (int rows = 0; rows < scales.length; rows += ROWS * LANES) {
      FloatVector s0 = FloatVector.zero(FLOATS);
      FloatVector s1 = FloatVector.zero(FLOATS);
      FloatVector s2 = FloatVector.zero(FLOATS);
      FloatVector s3 = FloatVector.zero(FLOATS);
      int end = Math.min(rows + ROWS * LANES, difference.length);
      int four = at;
      if (buffer != null) {
        buffer.get(start + at, fours, 0, end);
        four = 0;
      }
      for (int j = 0; j < end; j += LANES) {
        FloatVector x = FloatVector.fromArray(FLOATS, difference, j);
        IntVector v = IntVector.fromArray(INTS, fours, four);
        s0 = floats(v.lanewise(VectorOperators.LSHL, 24)).fma(x, s0);
        s1 = floats(v.lanewise(VectorOperators.LSHL, 16)).fma(x, s1);
        s2 = floats(v.lanewise(VectorOperators.LSHL, 8)).fma(x, s2);
        s3 = floats(v).fma(x, s3);
        four += LANES;
      }
      at += end;
      s1 = s1.sub(s0.mul(0x1p-8f));
      s2 = s2.sub(s1.mul(0x1p-8f)).sub(s0.mul(0x1p-16f));
      s3 = s3.sub(s2.mul(0x1p-8f)).sub(s1.mul(0x1p-16f)).sub(s0.mul(0x1p-24f));
      s0 = s0.mul(FloatVector.fromArray(FLOATS, scales, rows));
      s1 = s1.mul(FloatVector.fromArray(FLOATS, scales, rows + LANES));
      s2 = s2.mul(FloatVector.fromArray(FLOATS, scales, rows + 2 * LANES));
      s3 = s3.mul(FloatVector.fromArray(FLOATS, scales, rows + 3 * LANES));
      total = s0.fma(s0, s1.fma(s1, s2.fma(s2, s3.fma(s3, total))));
    }
    total.mul(0x1p-48f).intoArray(result, 0);
  }

  private static FloatVector floats(IntVector values) {
    return (FloatVector) values.convert(VectorOperators.I2F, 0);
  }
}
