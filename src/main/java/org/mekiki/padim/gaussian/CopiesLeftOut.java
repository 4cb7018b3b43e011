package org.mekiki.padim.gaussian;

/**
 * Distance of an image to a Gaussian without it and its copies, exactly. Scratch for one thread.
 *
 * <p>Let the image and its copies be v₁…v_g about the mean of all, with weights ω₁ = 1, ω₂…, m in
 * sum, of M in all. Without them the mean moves by −Σωⱼvⱼ/(M−m), and the scatter loses VBVᵀ with V
 * = (v₁…v_g) and B = diag ω + ωωᵀ/(M−m). So the image lies at Va from the new mean, a = e₁ +
 * ω/(M−m), and with A = k·S/(M−m−1) + rI, H = VᵀA⁻¹V and C = k·B/(M−m−1) it is, by Woodbury's
 * identity, d² = aᵀ(H⁻¹ − C)⁻¹a = aᵀ(I − HC)⁻¹Ha: g equations, whatever the dimensions.
 */
final class CopiesLeftOut {
  private final int group;
  private final double divisor;

  /** B. */
  private final double[][] taken;

  private final double[] a;

  /** (I − HC | Ha). */
  private final double[][] equations;

  private final double[][] h;

  /**
   * @param weight M, of all images and copies
   * @param group g, an image and its copies
   * @param copy ω of a copy
   */
  CopiesLeftOut(double weight, int group, double copy) {
    this.group = group;
    double rest = weight - 1 - (group - 1) * copy;
    this.divisor = rest - 1;
    this.taken = new double[group][group];
    this.a = new double[group];
    this.equations = new double[group][group + 1];
    this.h = new double[group][group];
    for (int i = 0; i < group; i++) {
      double own = i == 0 ? 1 : copy;
      a[i] = own / rest + (i == 0 ? 1 : 0);
      for (int j = 0; j < group; j++) {
        taken[i][j] = own * (j == 0 ? 1 : copy) / rest + (i == j ? own : 0);
      }
    }
  }

  /** M − m − 1: what the rest's scatter is divided by. */
  double divisor() {
    return divisor;
  }

  /**
   * d² of one image.
   *
   * @param whitened A⁻½ times the vectors about the mean of all, {@code [d][column]}
   * @param first column of the image; its copies follow
   * @param keep k
   */
  double squaredDistance(double[] whitened, int columns, int first, int dimensions, double keep) {
    for (int i = 0; i < group; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int d = 0; d < dimensions; d++) {
          sum += whitened[d * columns + first + i] * whitened[d * columns + first + j];
        }
        h[i][j] = sum;
        h[j][i] = sum;
      }
    }
    double scale = keep / divisor;
    for (int i = 0; i < group; i++) {
      double right = 0;
      for (int j = 0; j < group; j++) {
        double product = 0;
        for (int m = 0; m < group; m++) {
          product += h[i][m] * taken[m][j];
        }
        equations[i][j] = (i == j ? 1 : 0) - scale * product;
        right += h[i][j] * a[j];
      }
      equations[i][group] = right;
    }
    solve();
    double squared = 0;
    for (int i = 0; i < group; i++) {
      squared += a[i] * equations[i][group];
    }
    // It can't be below 0; rounding can.
    return Math.max(0, squared);
  }

  /** Gauss and Jordan, with the largest pivot; the solution replaces the right-hand side. */
  private void solve() {
    for (int c = 0; c < group; c++) {
      int best = c;
      for (int r = c + 1; r < group; r++) {
        best = Math.abs(equations[r][c]) > Math.abs(equations[best][c]) ? r : best;
      }
      double[] pivot = equations[best];
      equations[best] = equations[c];
      equations[c] = pivot;
      for (int r = 0; r < group; r++) {
        double factor = equations[r][c] / pivot[c];
        for (int j = c; r != c && j <= group; j++) {
          equations[r][j] -= factor * pivot[j];
        }
      }
    }
    for (int c = 0; c < group; c++) {
      equations[c][group] /= equations[c][c];
    }
  }
}
