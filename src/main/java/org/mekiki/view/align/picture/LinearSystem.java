package org.mekiki.view.align.picture;

/** A few linear equations. */
final class LinearSystem {
  private LinearSystem() {}

  /**
   * Gaussian elimination with pivots; the arguments are overwritten.
   *
   * @param rows n of n + 1 values each, the last is the right side
   * @return the n unknowns; not finite if the equations don't determine them
   */
  static double[] solve(double[][] rows) {
    int n = rows.length;
    for (int k = 0; k < n; k++) {
      int pivot = k;
      for (int i = k + 1; i < n; i++) {
        pivot = Math.abs(rows[i][k]) > Math.abs(rows[pivot][k]) ? i : pivot;
      }
      double[] row = rows[pivot];
      rows[pivot] = rows[k];
      rows[k] = row;
      for (int i = k + 1; i < n; i++) {
        double factor = rows[i][k] / row[k];
        for (int j = k; j <= n; j++) {
          rows[i][j] -= factor * row[j];
        }
      }
    }
    double[] solution = new double[n];
    for (int i = n - 1; i >= 0; i--) {
      double sum = rows[i][n];
      for (int j = i + 1; j < n; j++) {
        sum -= rows[i][j] * solution[j];
      }
      solution[i] = sum / rows[i][i];
    }
    return solution;
  }
}
