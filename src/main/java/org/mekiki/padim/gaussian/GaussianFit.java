package org.mekiki.padim.gaussian;

import org.mekiki.padim.matrix.ProductKernel;
import org.mekiki.padim.matrix.RowSums;
import org.mekiki.text.Text;

/**
 * One fit of running Gaussians: how much of each patch's covariance is kept and what is added to
 * its diagonal, Σ = k·S/(N−1) + r·I, and what follows from that.
 */
final class GaussianFit {
  /**
   * Ledoit and Wolf add nothing to a patch that never varied (a masked border, say), which can't be
   * inverted then; this share of the model's mean variance is the least that is added to any.
   */
  private static final double SMALLEST_SHARE = 1e-4;

  /**
   * Least that is added to a diagonal, as a share of the mean square of the patch's means: what
   * float32 features round to, squared. Patches that vary get far more from any regularisation.
   */
  private static final double SMALLEST_OF_SQUARE = 1e-14;

  /** For a patch whose features are all zero. */
  private static final double SMALLEST = 1e-30;

  private final long count;
  private final double weight;
  private final int patches;
  private final int dimensions;
  private final double[] mean;
  private final double[] scatter;
  private final double[] keep;
  private final double[] ridge;
  private final Regularization regularization;
  private PatchGaussians result;

  /** Arrays are {@link RunningGaussian}'s own: valid until it changes. */
  GaussianFit(
      long count,
      double weight,
      int patches,
      int dimensions,
      double[] mean,
      double[] scatter,
      double[] fourth,
      Regularization regularization,
      double meanVariance) {
    this.count = count;
    this.weight = weight;
    this.patches = patches;
    this.dimensions = dimensions;
    this.mean = mean;
    this.scatter = scatter;
    this.regularization = regularization;
    this.keep = new double[patches];
    this.ridge = new double[patches];
    if (!(meanVariance >= 0 && meanVariance <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "mean variance " + meanVariance + " is not valid: it must be finite and 0 or more");
    }
    for (int p = 0; p < patches; p++) {
      keep[p] = 1;
      if (regularization instanceof Regularization.Absolute absolute) {
        ridge[p] = absolute.epsilon();
      } else if (regularization instanceof Regularization.Relative relative) {
        ridge[p] = relative.fraction() * meanVariance;
      } else {
        shrink(p, fourth[p], meanVariance);
      }
      ridge[p] = Math.max(ridge[p], floor(p));
    }
  }

  /** So that a patch whose features are constant can be inverted. */
  private double floor(int p) {
    double square = 0;
    for (int d = p * dimensions; d < (p + 1) * dimensions; d++) {
      square += mean[d] * mean[d];
    }
    return Math.max(SMALLEST, SMALLEST_OF_SQUARE * square / dimensions);
  }

  /**
   * Ledoit and Wolf's intensity b²/d² (2004, section 3.2), from moments about the mean with divisor
   * N: with m = tr(S)/(N·D), d² = ‖S/N − mI‖² and b² = (T₄/N − ‖S/N‖²)/N, at most d². It depends on
   * ratios only, so it is applied to the sample covariance with divisor N − 1 as everywhere here.
   */
  private void shrink(int p, double fourth, double meanVariance) {
    int triangle = PatchGaussians.triangle(dimensions);
    double trace = 0;
    double square = 0;
    int at = p * triangle;
    for (int i = 0; i < dimensions; i++) {
      double off = RowSums.dot(scatter, at, scatter, at, i);
      double diagonal = scatter[at + i];
      square += 2 * off + diagonal * diagonal;
      trace += diagonal;
      at += i + 1;
    }
    double n = weight;
    double spread = square / n / n - trace / n * (trace / n) / dimensions;
    double noise = Math.max(0, (fourth / n - square / n / n) / n);
    double intensity = spread > 0 ? Math.min(1, noise / spread) : 1;
    double variance = count < 2 ? 0 : trace / (n - 1) / dimensions;
    keep[p] = 1 - intensity;
    ridge[p] = Math.max(intensity * variance, SMALLEST_SHARE * meanVariance);
  }

  PatchGaussians gaussians(int firstPatch) {
    int triangle = PatchGaussians.triangle(dimensions);
    float[] means = new float[mean.length];
    float[] factors = new float[Math.multiplyExact(patches, triangle)];
    for (int i = 0; i < means.length; i++) {
      means[i] = (float) mean[i];
    }
    Cholesky cholesky = new Cholesky(dimensions);
    for (int p = 0; p < patches; p++) {
      double scale = count < 2 ? 0 : keep[p] / (weight - 1);
      boolean definite = cholesky.factor(scatter, p * triangle, scale, ridge[p]);
      if (definite) {
        cholesky.whitening(factors, p * triangle);
        definite = finite(factors, p * triangle, triangle);
      }
      if (!definite) {
        throw notDefinite(firstPatch + p, ridge[p]);
      }
    }
    result = new PatchGaussians(firstPatch, patches, dimensions, means, factors);
    return result;
  }

  private static boolean finite(float[] values, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (!(Math.abs(values[i]) <= Float.MAX_VALUE)) {
        return false;
      }
    }
    return true;
  }

  private IllegalStateException notDefinite(int patch, double added) {
    return new IllegalStateException(
        Text.of(
            "covariance of patch %d from %d images is not positive definite with %s, which added %s"
                + " to its diagonal: give more or more varied images, or regularise more",
            patch, count, regularization, added));
  }

  /** Whether these are this fit's Gaussians: the very same array of factors. */
  boolean made(PatchGaussians gaussians) {
    return result != null && gaussians.factor() == result.factor();
  }

  float[] leaveOneOut(float[] embeddings, int images) {
    int triangle = PatchGaussians.triangle(dimensions);
    double n = count;
    double grow = n / (n - 1) * (n / (n - 1));
    float[] distances = new float[images * patches];
    int columns = ProductKernel.padded(images);
    double[] vectors = new double[dimensions * columns];
    double[] squared = new double[columns];
    Cholesky cholesky = new Cholesky(dimensions);
    for (int p = 0; p < patches; p++) {
      if (!cholesky.factor(scatter, p * triangle, keep[p] / (n - 2), ridge[p])) {
        throw notDefinite(result.firstPatch() + p, ridge[p]);
      }
      for (int k = 0; k < images; k++) {
        centre(embeddings, k, p, vectors, columns, k);
      }
      cholesky.squaredDistances(vectors, columns, squared);
      double c = keep[p] * n / ((n - 1) * (n - 2));
      for (int k = 0; k < images; k++) {
        // 1 − cq is det A₋/det A, above 0; the floor only catches rounding.
        double q = grow * squared[k] / Math.max(1 - c * squared[k], 1e-12);
        distances[k * patches + p] = (float) Math.sqrt(q);
      }
    }
    return distances;
  }

  float[] leaveOneOut(float[] embeddings, int images, ImageCopies copies) {
    int triangle = PatchGaussians.triangle(dimensions);
    int group = 1 + copies.each();
    CopiesLeftOut leftOut = new CopiesLeftOut(weight, group, copies.weight());
    float[] distances = new float[images * patches];
    int columns = ProductKernel.padded(images * group);
    double[] vectors = new double[dimensions * columns];
    double[] squared = new double[columns];
    Cholesky cholesky = new Cholesky(dimensions);
    for (int p = 0; p < patches; p++) {
      double scale = keep[p] / leftOut.divisor();
      if (!cholesky.factor(scatter, p * triangle, scale, ridge[p])) {
        throw notDefinite(result.firstPatch() + p, ridge[p]);
      }
      for (int k = 0; k < images; k++) {
        centre(embeddings, k, p, vectors, columns, k * group);
        for (int c = 1; c < group; c++) {
          int copy = k * copies.each() + c - 1;
          centre(copies.embeddings(), copy, p, vectors, columns, k * group + c);
        }
      }
      cholesky.squaredDistances(vectors, columns, squared);
      for (int k = 0; k < images; k++) {
        double q = leftOut.squaredDistance(vectors, columns, k * group, dimensions, keep[p]);
        distances[k * patches + p] = (float) Math.sqrt(q);
      }
    }
    return distances;
  }

  /** One vector, to a column of {@code [d][column]}. */
  private void centre(
      float[] embeddings, int vector, int p, double[] vectors, int columns, int column) {
    int at = (vector * patches + p) * dimensions;
    for (int d = 0; d < dimensions; d++) {
      vectors[d * columns + column] = embeddings[at + d] - mean[p * dimensions + d];
    }
  }
}
