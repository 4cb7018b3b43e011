package org.mekiki.padim.threshold;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether good images come in two kinds: two lamps, two suppliers. One Gaussian a patch and one
 * threshold for both fit neither, and defects of the one hide in what the other one varies.
 *
 * <p>Looks at signatures (see {@link Repetition}) along the two directions in which they vary most.
 * Two kinds are two heaps with next to nothing between them: a spread that is even, or bell-shaped,
 * has no such valley.
 */
final class TwoKinds {
  /** Fewer images may leave a valley by chance. */
  private static final int FEWEST = 30;

  /** Smaller heaps are odd images, or chance. */
  private static final double SMALLEST_SHARE = 0.1;

  /**
   * Distance of the heaps' means in standard deviations of a heap. The halves of a normal
   * distribution are at 2.6, those of an even one at 3.5.
   */
  private static final double FARTHEST_OF_ONE = 4;

  /** Share of the images in the middle third between the means; of an even spread it is 0.17. */
  private static final double VALLEY = 0.04;

  private static final int DIRECTIONS = 2;
  private static final int STEPS = 60;

  private TwoKinds() {}

  /** What a person should know, if there are two kinds. */
  static Optional<String> warning(List<float[]> signatures) {
    int n = signatures.size();
    if (n < FEWEST) {
      return Optional.empty();
    }
    double[][] centred = centred(signatures);
    for (int direction = 0; direction < DIRECTIONS; direction++) {
      double[] along = principal(centred);
      double[] values = new double[n];
      for (int i = 0; i < n; i++) {
        values[i] = dot(centred[i], along);
        for (int d = 0; d < along.length; d++) {
          centred[i][d] -= values[i] * along[d];
        }
      }
      int smaller = smallerHeap(values);
      if (smaller > 0) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "the good frames come in two kinds, %d and %d of them (two lamps? two suppliers?):"
                    + " one model fits neither well; teach a model for each kind",
                n - smaller,
                smaller));
      }
    }
    return Optional.empty();
  }

  private static double[][] centred(List<float[]> signatures) {
    int length = signatures.get(0).length;
    double[] mean = new double[length];
    for (float[] signature : signatures) {
      for (int d = 0; d < length; d++) {
        mean[d] += signature[d] / signatures.size();
      }
    }
    double[][] centred = new double[signatures.size()][length];
    for (int i = 0; i < centred.length; i++) {
      for (int d = 0; d < length; d++) {
        centred[i][d] = signatures.get(i)[d] - mean[d];
      }
    }
    return centred;
  }

  /** The direction of the largest variance, by power iteration. */
  private static double[] principal(double[][] rows) {
    double[] direction = rows[0].clone();
    for (double[] row : rows) {
      direction = dot(row, row) > dot(direction, direction) ? row.clone() : direction;
    }
    for (int step = 0; step < STEPS; step++) {
      double[] next = new double[direction.length];
      for (double[] row : rows) {
        double along = dot(row, direction);
        for (int d = 0; d < next.length; d++) {
          next[d] += along * row[d];
        }
      }
      double length = Math.sqrt(dot(next, next));
      if (!(length > 0)) {
        return new double[direction.length];
      }
      for (int d = 0; d < next.length; d++) {
        direction[d] = next[d] / length;
      }
    }
    return direction;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += a[d] * b[d];
    }
    return sum;
  }

  /** Size of the smaller of two heaps; 0 if there is but one. */
  private static int smallerHeap(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    int split = 0;
    double most = 0;
    for (int i = (int) Math.ceil(SMALLEST_SHARE * n); i <= n - SMALLEST_SHARE * n; i++) {
      double apart = mean(sorted, i, n) - mean(sorted, 0, i);
      double between = (double) i * (n - i) * apart * apart;
      if (between > most) {
        most = between;
        split = i;
      }
    }
    if (split == 0) {
      return 0;
    }
    double low = mean(sorted, 0, split);
    double high = mean(sorted, split, n);
    double within =
        Math.sqrt((variance(sorted, 0, split, low) + variance(sorted, split, n, high)) / 2);
    double third = (high - low) / 3;
    long valley = Arrays.stream(sorted).filter(v -> v > low + third && v < high - third).count();
    return high - low > FARTHEST_OF_ONE * within && valley <= VALLEY * n
        ? Math.min(split, n - split)
        : 0;
  }

  private static double mean(double[] values, int from, int to) {
    return Arrays.stream(values, from, to).average().orElseThrow();
  }

  private static double variance(double[] values, int from, int to, double mean) {
    return Arrays.stream(values, from, to)
        .map(v -> (v - mean) * (v - mean))
        .average()
        .orElseThrow();
  }
}
