package org.mekiki.padim;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Makes {@link Reduction}s. The same arguments give the same reduction on every machine and in
 * every version: the generator is written out here (SplitMix64, Steele, Lea and Flood 2014, "Fast
 * splittable pseudorandom number generators", with Stafford's variant 13 as its mixer) and
 * elementary functions are {@link StrictMath}'s.
 */
public final class Reductions {
  private Reductions() {}

  /** Keeps all features. */
  public static Reduction all(int inputs) {
    return new Reduction.Selection(inputs, IntStream.range(0, inputs).toArray());
  }

  /**
   * The paper's: a uniformly random subset, each feature at most once, in ascending order.
   *
   * @param inputs number of concatenated features
   * @param dimensions how many to take, 1 to {@code inputs}
   * @param seed any
   */
  public static Reduction randomSelection(int inputs, int dimensions, long seed) {
    check(inputs, dimensions);
    SplitMix random = new SplitMix(seed);
    int[] all = IntStream.range(0, inputs).toArray();
    for (int i = 0; i < dimensions; i++) {
      int other = i + random.below(inputs - i);
      int swap = all[i];
      all[i] = all[other];
      all[other] = swap;
    }
    int[] picks = Arrays.copyOf(all, dimensions);
    Arrays.sort(picks);
    return new Reduction.Selection(inputs, picks);
  }

  /**
   * Projection by a random matrix with orthonormal columns (Kim et al. 2021, "Semi-orthogonal
   * embedding for efficient unsupervised anomaly segmentation", arXiv 2105.14737): W = Q ·
   * sign(diag R) where QR is a Gaussian matrix, which is uniformly distributed over all such
   * matrices.
   *
   * @param inputs F, number of concatenated features
   * @param dimensions k, 1 to F
   * @param seed any
   */
  public static Reduction semiOrthogonal(int inputs, int dimensions, long seed) {
    check(inputs, dimensions);
    SplitMix random = new SplitMix(seed);
    double[][] columns = new double[dimensions][inputs];
    for (double[] column : columns) {
      for (int i = 0; i < inputs; i++) {
        column[i] = random.gaussian();
      }
    }
    // Gram-Schmidt leaves diag R positive, so Q · sign(diag R) is Q itself. Modified and done
    // twice:
    // orthogonal to float64 precision (Giraud et al. 2005, "The loss of orthogonality in the
    // Gram-Schmidt process").
    for (int c = 0; c < dimensions; c++) {
      for (int pass = 0; pass < 2; pass++) {
        for (int b = 0; b < c; b++) {
          subtractProjection(columns[c], columns[b]);
        }
      }
      scale(columns[c], 1 / Math.sqrt(dot(columns[c], columns[c])));
    }
    float[] weights = new float[Math.multiplyExact(inputs, dimensions)];
    for (int i = 0; i < inputs; i++) {
      for (int c = 0; c < dimensions; c++) {
        weights[i * dimensions + c] = (float) columns[c][i];
      }
    }
    return new Reduction.Projection(inputs, dimensions, weights);
  }

  private static void check(int inputs, int dimensions) {
    if (dimensions < 1 || dimensions > inputs) {
      throw new IllegalArgumentException(
          String.format(
              "%d features can't be reduced to %d dimensions; legal is 1 to %d",
              inputs, dimensions, inputs));
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void subtractProjection(double[] from, double[] unit) {
    double share = dot(from, unit);
    for (int i = 0; i < from.length; i++) {
      from[i] -= share * unit[i];
    }
  }

  private static void scale(double[] vector, double factor) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= factor;
    }
  }
}
