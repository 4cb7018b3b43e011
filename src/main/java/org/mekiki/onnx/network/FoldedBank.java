package org.mekiki.onnx.network;

/**
 * The filters of the {@link GaborBank}, taken apart by their symmetry.
 *
 * <p>With Morlet wavelets the real part of a filter is the same in (x, y) and (−x, −y), the
 * imaginary part changes its sign, and orientation 8 − j is orientation j with x turned round. So
 * the 16 filters are sums and differences of 16 others, each even or odd in x, and even or odd in
 * y:
 *
 * <pre>
 * real(0), real(4)            even in x, even in y
 * real(j), real(8 − j)        = A_j ± B_j: A_j even in both, B_j odd in both     j = 1, 2, 3
 * imaginary(0)                odd in x, even in y
 * imaginary(4)                even in x, odd in y
 * imaginary(j), −imag.(8 − j) = P_j ± Q_j: P_j odd in x, Q_j odd in y            j = 1, 2, 3
 * </pre>
 *
 * <p>A filter that is even or odd in both has a quarter of the coefficients: it is applied to sums
 * and differences of four pixels, which all filters share. 16 × 121 multiplications become 495.
 *
 * <p>Coefficients lie by row y = 0…5 (1…5 where odd), then column x = 0…5 (1…5 where odd), then
 * filter: in the order in which they are read.
 */
final class FoldedBank {
  private static final int ORIENTATIONS = GaborBank.ORIENTATIONS;
  private static final int RADIUS = GaborBank.RADIUS;

  /** real(0), real(4), A_1, A_2, A_3. */
  final float[] even;

  /** B_1, B_2, B_3. */
  final float[] odd;

  /** imaginary(0), P_1, P_2, P_3. */
  final float[] oddAcross;

  /** imaginary(4), Q_1, Q_2, Q_3. */
  final float[] oddDown;

  FoldedBank() {
    double[][] real = new double[ORIENTATIONS / 2 + 1][];
    double[][] imaginary = new double[ORIENTATIONS / 2 + 1][];
    for (int i = 0; i < real.length; i++) {
      real[i] = GaborBank.real(i);
      imaginary[i] = GaborBank.imaginary(i);
    }
    even = fold(1, 1, real[0], real[4], real[1], real[2], real[3]);
    odd = fold(-1, -1, real[1], real[2], real[3]);
    oddAcross = fold(-1, 1, imaginary[0], imaginary[1], imaginary[2], imaginary[3]);
    oddDown = fold(1, -1, imaginary[4], imaginary[1], imaginary[2], imaginary[3]);
  }

  /** The part of each filter with these signs when x, or y, is turned round. */
  private static float[] fold(int acrossSign, int downSign, double[]... filters) {
    int firstRow = downSign > 0 ? 0 : 1;
    int firstColumn = acrossSign > 0 ? 0 : 1;
    float[] folded =
        new float[(RADIUS + 1 - firstRow) * (RADIUS + 1 - firstColumn) * filters.length];
    int at = 0;
    for (int y = firstRow; y <= RADIUS; y++) {
      for (int x = firstColumn; x <= RADIUS; x++) {
        for (double[] filter : filters) {
          folded[at++] =
              (float)
                  ((pixel(filter, x, y)
                          + acrossSign * pixel(filter, -x, y)
                          + downSign * pixel(filter, x, -y)
                          + acrossSign * downSign * pixel(filter, -x, -y))
                      / 4);
        }
      }
    }
    return folded;
  }

  /** As the graph has it, in float32. */
  private static double pixel(double[] filter, int x, int y) {
    return (float) filter[(y + RADIUS) * GaborBank.SIZE + x + RADIUS];
  }
}
