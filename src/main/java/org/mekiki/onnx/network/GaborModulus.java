package org.mekiki.onnx.network;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * U = √(re² + im² + floor) and √U of an image under all filters of a {@link FoldedBank}, in vector
 * registers. Loaded only where the incubator module is there.
 *
 * <p>Not thread-safe: one for each call.
 */
final class GaborModulus {
  /*
   * For a row of results the eleven rows under the filters become the middle one, five sums and five
   * differences of rows the same way above and below it. Then, for two registers of results at a time, each
   * of the four families of filters runs over them: a sum or difference of two pixels the same way right and
   * left is made once and multiplied into each filter's own sum, which stays in registers. Where a row is no
   * longer than one register, the second one is the next row's.
   */
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  static final int LANES = FLOATS.length();

  private static final int FILTERS = 2 * GaborBank.ORIENTATIONS;
  private static final int RADIUS = GaborBank.RADIUS;
  private static final int BLOCK = 2 * LANES;
  private static final float FLOOR = (float) ScatteringNetwork.MODULUS_FLOOR;

  // Where in the scratch each family begins.
  private static final int ODD = 5;
  private static final int ACROSS = 8;
  private static final int DOWN = 12;

  private final FoldedBank bank;
  private final float[] scratch = new float[FILTERS * BLOCK];
  private float[] folded = new float[0];
  private final int[] right = new int[RADIUS + 1];
  private final int[] left = new int[RADIUS + 1];

  GaborModulus(FoldedBank bank) {
    this.bank = bank;
  }

  /** Columns from one row of results to the next. */
  static int outputPitch(int outputSide) {
    return BorderedPlane.roundUp(outputSide, outputSide <= LANES ? LANES : BLOCK);
  }

  /**
   * Convolves one image.
   *
   * @param roots √U, {@code [orientation][row][outputPitch]}, overwritten
   * @param moduli U in the same way; null for none
   * @param sums of √U over the orientations, times {@code weight}: added to, {@code
   *     [row][outputPitch]}
   */
  void apply(BorderedPlane image, float[] roots, float[] moduli, float[] sums, float weight) {
    int side = image.outputSide;
    int pitch = outputPitch(side);
    int together = side <= LANES ? 2 : 1;
    int plane = side * pitch;
    for (int x = 0; x <= RADIUS; x++) {
      right[x] = column(image, RADIUS + x);
      left[x] = column(image, RADIUS - x);
    }
    int length = image.pitch;
    if (folded.length < (2 * RADIUS + 1) * together * length) {
      folded = new float[(2 * RADIUS + 1) * together * length];
    }
    int family = together * length;
    for (int r = 0; r < side; r += together) {
      for (int i = 0; i < together; i++) {
        fold(image.rows, (r + i) * image.stride * length, length, i * length, family);
      }
      if (together == 2) {
        block(0, length, family);
        combine(roots, moduli, plane, sums, r * pitch, (r + 1) * pitch, weight);
      } else {
        for (int c = 0; c < pitch; c += BLOCK) {
          block(c, c + LANES, family);
          combine(roots, moduli, plane, sums, r * pitch + c, r * pitch + c + LANES, weight);
        }
      }
    }
  }

  private static int column(BorderedPlane image, int column) {
    return column / image.stride + column % image.stride * image.odd;
  }

  /** The middle row, then sums, then differences. */
  private void fold(float[] rows, int first, int length, int at, int family) {
    float[] to = folded;
    System.arraycopy(rows, first + RADIUS * length, to, at, length);
    for (int y = 1; y <= RADIUS; y++) {
      int below = first + (RADIUS + y) * length;
      int above = first + (RADIUS - y) * length;
      int sum = at + y * family;
      int difference = at + (RADIUS + y) * family;
      for (int x = 0; x < length; x += LANES) {
        FloatVector b = FloatVector.fromArray(FLOATS, rows, below + x);
        FloatVector a = FloatVector.fromArray(FLOATS, rows, above + x);
        b.add(a).intoArray(to, sum + x);
        b.sub(a).intoArray(to, difference + x);
      }
    }
  }

  private void block(int first, int second, int family) {
    even(first, second, family);
    odd(first + (RADIUS + 1) * family, second + (RADIUS + 1) * family, family);
    across(first, second, family);
    down(first + (RADIUS + 1) * family, second + (RADIUS + 1) * family, family);
  }

  /** Five filters that are even both ways. */
  private void even(int first, int second, int family) {
    float[] w = bank.even;
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector a4 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    FloatVector b3 = a0;
    FloatVector b4 = a0;
    int at = 0;
    for (int y = 0; y <= RADIUS; y++) {
      int one = first + y * family;
      int two = second + y * family;
      FloatVector a = FloatVector.fromArray(FLOATS, folded, one + right[0]);
      FloatVector b = FloatVector.fromArray(FLOATS, folded, two + right[0]);
      for (int x = 1; ; x++) {
        FloatVector w0 = FloatVector.broadcast(FLOATS, w[at]);
        FloatVector w1 = FloatVector.broadcast(FLOATS, w[at + 1]);
        FloatVector w2 = FloatVector.broadcast(FLOATS, w[at + 2]);
        FloatVector w3 = FloatVector.broadcast(FLOATS, w[at + 3]);
        FloatVector w4 = FloatVector.broadcast(FLOATS, w[at + 4]);
        a0 = w0.fma(a, a0);
        b0 = w0.fma(b, b0);
        a1 = w1.fma(a, a1);
        b1 = w1.fma(b, b1);
        a2 = w2.fma(a, a2);
        b2 = w2.fma(b, b2);
        a3 = w3.fma(a, a3);
        b3 = w3.fma(b, b3);
        a4 = w4.fma(a, a4);
        b4 = w4.fma(b, b4);
        at += 5;
        if (x > RADIUS) {
          break;
        }
        a = sum(one, x);
        b = sum(two, x);
      }
    }
    store(0, a0, b0);
    store(1, a1, b1);
    store(2, a2, b2);
    store(3, a3, b3);
    store(4, a4, b4);
  }

  /** Three filters that are odd both ways. */
  private void odd(int first, int second, int family) {
    float[] w = bank.odd;
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    int at = 0;
    for (int y = 0; y < RADIUS; y++) {
      int one = first + y * family;
      int two = second + y * family;
      for (int x = 1; x <= RADIUS; x++) {
        FloatVector a = difference(one, x);
        FloatVector b = difference(two, x);
        FloatVector w0 = FloatVector.broadcast(FLOATS, w[at]);
        FloatVector w1 = FloatVector.broadcast(FLOATS, w[at + 1]);
        FloatVector w2 = FloatVector.broadcast(FLOATS, w[at + 2]);
        a0 = w0.fma(a, a0);
        b0 = w0.fma(b, b0);
        a1 = w1.fma(a, a1);
        b1 = w1.fma(b, b1);
        a2 = w2.fma(a, a2);
        b2 = w2.fma(b, b2);
        at += 3;
      }
    }
    store(ODD, a0, b0);
    store(ODD + 1, a1, b1);
    store(ODD + 2, a2, b2);
  }

  /** Four filters that are odd in x only. */
  private void across(int first, int second, int family) {
    float[] w = bank.oddAcross;
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    FloatVector b3 = a0;
    int at = 0;
    for (int y = 0; y <= RADIUS; y++) {
      int one = first + y * family;
      int two = second + y * family;
      for (int x = 1; x <= RADIUS; x++) {
        FloatVector a = difference(one, x);
        FloatVector b = difference(two, x);
        FloatVector w0 = FloatVector.broadcast(FLOATS, w[at]);
        FloatVector w1 = FloatVector.broadcast(FLOATS, w[at + 1]);
        FloatVector w2 = FloatVector.broadcast(FLOATS, w[at + 2]);
        FloatVector w3 = FloatVector.broadcast(FLOATS, w[at + 3]);
        a0 = w0.fma(a, a0);
        b0 = w0.fma(b, b0);
        a1 = w1.fma(a, a1);
        b1 = w1.fma(b, b1);
        a2 = w2.fma(a, a2);
        b2 = w2.fma(b, b2);
        a3 = w3.fma(a, a3);
        b3 = w3.fma(b, b3);
        at += 4;
      }
    }
    store(ACROSS, a0, b0);
    store(ACROSS + 1, a1, b1);
    store(ACROSS + 2, a2, b2);
    store(ACROSS + 3, a3, b3);
  }

  /** Four filters that are odd in y only. */
  private void down(int first, int second, int family) {
    float[] w = bank.oddDown;
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    FloatVector b3 = a0;
    int at = 0;
    for (int y = 0; y < RADIUS; y++) {
      int one = first + y * family;
      int two = second + y * family;
      FloatVector a = FloatVector.fromArray(FLOATS, folded, one + right[0]);
      FloatVector b = FloatVector.fromArray(FLOATS, folded, two + right[0]);
      for (int x = 1; ; x++) {
        FloatVector w0 = FloatVector.broadcast(FLOATS, w[at]);
        FloatVector w1 = FloatVector.broadcast(FLOATS, w[at + 1]);
        FloatVector w2 = FloatVector.broadcast(FLOATS, w[at + 2]);
        FloatVector w3 = FloatVector.broadcast(FLOATS, w[at + 3]);
        a0 = w0.fma(a, a0);
        b0 = w0.fma(b, b0);
        a1 = w1.fma(a, a1);
        b1 = w1.fma(b, b1);
        a2 = w2.fma(a, a2);
        b2 = w2.fma(b, b2);
        a3 = w3.fma(a, a3);
        b3 = w3.fma(b, b3);
        at += 4;
        if (x > RADIUS) {
          break;
        }
        a = sum(one, x);
        b = sum(two, x);
      }
    }
    store(DOWN, a0, b0);
    store(DOWN + 1, a1, b1);
    store(DOWN + 2, a2, b2);
    store(DOWN + 3, a3, b3);
  }

  private FloatVector sum(int at, int x) {
    return FloatVector.fromArray(FLOATS, folded, at + right[x])
        .add(FloatVector.fromArray(FLOATS, folded, at + left[x]));
  }

  private FloatVector difference(int at, int x) {
    return FloatVector.fromArray(FLOATS, folded, at + right[x])
        .sub(FloatVector.fromArray(FLOATS, folded, at + left[x]));
  }

  private void store(int filter, FloatVector first, FloatVector second) {
    first.intoArray(scratch, filter * BLOCK);
    second.intoArray(scratch, filter * BLOCK + LANES);
  }

  private FloatVector scratch(int filter, int half) {
    return FloatVector.fromArray(FLOATS, scratch, filter * BLOCK + half);
  }

  /** Filters → moduli of eight orientations. */
  private void combine(
      float[] roots, float[] moduli, int plane, float[] sums, int first, int second, float weight) {
    for (int half = 0; half < BLOCK; half += LANES) {
      int at = half == 0 ? first : second;
      FloatVector sum = finish(scratch(0, half), scratch(ACROSS, half), roots, moduli, at);
      sum = sum.add(finish(scratch(1, half), scratch(DOWN, half), roots, moduli, at + 4 * plane));
      for (int j = 1; j <= 3; j++) {
        FloatVector a = scratch(1 + j, half);
        FloatVector b = scratch(ODD - 1 + j, half);
        FloatVector p = scratch(ACROSS + j, half);
        FloatVector q = scratch(DOWN + j, half);
        sum = sum.add(finish(a.add(b), p.add(q), roots, moduli, at + j * plane));
        sum = sum.add(finish(a.sub(b), p.sub(q), roots, moduli, at + (8 - j) * plane));
      }
      FloatVector.broadcast(FLOATS, weight)
          .fma(sum, FloatVector.fromArray(FLOATS, sums, at))
          .intoArray(sums, at);
    }
  }

  private FloatVector finish(
      FloatVector real, FloatVector imaginary, float[] roots, float[] moduli, int at) {
    FloatVector modulus =
        real.fma(real, imaginary.fma(imaginary, FloatVector.broadcast(FLOATS, FLOOR)))
            .lanewise(VectorOperators.SQRT);
    if (moduli != null) {
      modulus.intoArray(moduli, at);
    }
    FloatVector root = modulus.lanewise(VectorOperators.SQRT);
    root.intoArray(roots, at);
    return root;
  }
}
