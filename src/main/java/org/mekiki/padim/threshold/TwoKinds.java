package org.mekiki.padim.threshold;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Whether good images come in two kinds or more: two lamps, two suppliers. One threshold may fit
 * neither, see {@link GoodGroups}.
 *
 * <p>Looks at signatures (see {@link Repetition}) along the directions in which they vary most. Two
 * kinds are two heaps with next to nothing between them: a spread that is even, or bell-shaped, has
 * no such valley.
 */
final class TwoKinds {
  /** Kinds at most. */
  static final int MOST = 4;

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

  private static final int DIRECTIONS = 4;
  private static final int STEPS = 60;

  private TwoKinds() {}

  /**
   * The kind of each image, whatever their order: 0 for those of the largest kind, then 1 and so
   * on. Kinds are looked for within each kind, until there are {@value #MOST}.
   */
  static int[] of(List<float[]> signatures) {
    List<List<float[]>> kinds = new ArrayList<>();
    List<float[]> sorted = new ArrayList<>(signatures);
    sorted.sort(Arrays::compare);
    kinds.add(sorted);
    for (int kind = 0; kind < kinds.size() && kinds.size() < MOST; ) {
      List<float[]> other = split(kinds.get(kind));
      if (other.isEmpty()) {
        kind++;
      } else {
        kinds.add(other);
      }
    }
    kinds.sort(Comparator.comparingInt((List<float[]> kind) -> kind.size()).reversed());
    IdentityHashMap<float[], Integer> kindOf = new IdentityHashMap<>();
    for (int kind = 0; kind < kinds.size(); kind++) {
      for (float[] signature : kinds.get(kind)) {
        kindOf.put(signature, kind);
      }
    }
    return signatures.stream().mapToInt(kindOf::get).toArray();
  }

  /** Takes out what is of another kind than the first one; empty if all are of one kind. */
  private static List<float[]> split(List<float[]> signatures) {
    List<float[]> other = new ArrayList<>();
    int n = signatures.size();
    if (n < FEWEST) {
      return other;
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
      OptionalDouble border = border(values);
      if (border.isPresent()) {
        boolean firstIsLow = values[0] < border.getAsDouble();
        for (int i = n - 1; i >= 0; i--) {
          if (values[i] < border.getAsDouble() != firstIsLow) {
            other.add(0, signatures.remove(i));
          }
        }
        return other;
      }
    }
    return other;
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

  /** Where a heap ends and the next one begins; empty if there is only one. */
  private static OptionalDouble border(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    for (int heaps = 2; heaps <= MOST; heaps++) {
      int[] starts = heaps(sorted, heaps);
      boolean apart = true;
      for (int heap = 1; heap < heaps; heap++) {
        apart &= apart(sorted, starts[heap - 1], starts[heap], starts[heap + 1]);
      }
      if (apart) {
        return OptionalDouble.of(sorted[starts[1]]);
      }
    }
    return OptionalDouble.empty();
  }

  /** Where each heap starts if their variances are the least, and the end of the last one. */
  private static int[] heaps(double[] sorted, int heaps) {
    int n = sorted.length;
    int smallest = (int) Math.ceil(SMALLEST_SHARE * n);
    double[] sums = new double[n + 1];
    double[] squares = new double[n + 1];
    for (int i = 0; i < n; i++) {
      sums[i + 1] = sums[i] + sorted[i];
      squares[i + 1] = squares[i] + sorted[i] * sorted[i];
    }
    double[][] least = new double[heaps + 1][n + 1];
    int[][] start = new int[heaps + 1][n + 1];
    for (double[] row : least) {
      Arrays.fill(row, Double.POSITIVE_INFINITY);
    }
    least[0][0] = 0;
    for (int heap = 1; heap <= heaps; heap++) {
      for (int end = heap * smallest; end <= n; end++) {
        for (int from = (heap - 1) * smallest; from <= end - smallest; from++) {
          double sum = sums[end] - sums[from];
          double cost = least[heap - 1][from] + squares[end] - squares[from];
          cost -= sum * sum / (end - from);
          if (cost < least[heap][end]) {
            least[heap][end] = cost;
            start[heap][end] = from;
          }
        }
      }
    }
    int[] starts = new int[heaps + 1];
    starts[heaps] = n;
    for (int heap = heaps; heap > 0; heap--) {
      starts[heap - 1] = start[heap][starts[heap]];
    }
    return starts;
  }

  /** Whether next to nothing is between a heap and the next one. */
  private static boolean apart(double[] sorted, int start, int border, int end) {
    double low = mean(sorted, start, border);
    double high = mean(sorted, border, end);
    double within =
        Math.sqrt((variance(sorted, start, border, low) + variance(sorted, border, end, high)) / 2);
    double third = (high - low) / 3;
    long valley =
        Arrays.stream(sorted, start, end).filter(v -> v > low + third && v < high - third).count();
    return high - low > FARTHEST_OF_ONE * within && valley <= VALLEY * (end - start);
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
