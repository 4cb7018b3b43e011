package org.mekiki.padim.gaussian;

import org.mekiki.padim.matrix.RowSums;

/** How third and fourth moments of vectors change when they are taken about another point. */
final class FourthMoments {
  private FourthMoments() {}

  /**
   * T₃ and T₄ about a point that lies {@code δ = step · delta} away from the mean. With Σy = 0:
   *
   * <pre>
   * Σ‖y−δ‖⁴       = T₄ − 4 δᵀT₃ + 4 δᵀSδ + 2 tr(S) ‖δ‖² + n ‖δ‖⁴
   * Σ‖y−δ‖²(y−δ) = T₃ − 2 Sδ − tr(S) δ − n ‖δ‖² δ
   * </pre>
   *
   * @param image S times {@code delta}
   * @return T₄; T₃ is changed in place
   */
  static double shift(
      double[] thirds,
      int at,
      double fourthSum,
      double n,
      double[] delta,
      double step,
      double[] image,
      double trace) {
    double square = step * step * RowSums.dot(delta, 0, delta, 0, delta.length);
    double form = step * step * RowSums.dot(delta, 0, image, 0, delta.length);
    double along = step * RowSums.dot(thirds, at, delta, 0, delta.length);
    for (int d = 0; d < delta.length; d++) {
      thirds[at + d] -= step * (2 * image[d] + (trace + n * square) * delta[d]);
    }
    return fourthSum - 4 * along + 4 * form + 2 * trace * square + n * square * square;
  }
}
