package org.mekiki.padim.feature;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mekiki.text.Text;

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
    int[] picks = new int[dimensions];
    pick(new SplitMix(seed), 0, inputs, picks, 0, dimensions);
    return new Reduction.Selection(inputs, picks);
  }

  /**
   * A random subset that takes the same share of every feature tensor, to the nearest whole
   * feature; in ascending order. Each feature is as likely as any other, as with {@link
   * #randomSelection}, but no seed gets mostly fine or mostly coarse ones. Of one tensor it takes
   * what {@code randomSelection} takes.
   *
   * @param features the tensors, in the order in which they are concatenated
   * @param dimensions how many to take, 1 to the sum of the tensors' channels
   * @param seed any
   */
  public static Reduction stratifiedSelection(
      List<FeatureShape> features, int dimensions, long seed) {
    int inputs = features.stream().mapToInt(FeatureShape::channels).sum();
    check(inputs, dimensions);
    SplitMix random = new SplitMix(seed);
    int[] picks = new int[dimensions];
    int first = 0;
    int taken = 0;
    for (FeatureShape feature : features) {
      int end = first + feature.channels();
      int takenUpToHere = (int) Math.round((double) end * dimensions / inputs);
      pick(random, first, end, picks, taken, takenUpToHere);
      first = end;
      taken = takenUpToHere;
    }
    return new Reduction.Selection(inputs, picks);
  }

  /**
   * A selection of each of several networks, whose features are concatenated.
   *
   * @throws IllegalArgumentException if one is a projection: it would mix what is learned apart
   */
  public static Reduction joined(List<Reduction> networks) {
    if (networks.size() == 1) {
      return networks.get(0);
    }
    int inputs = networks.stream().mapToInt(Reduction::inputs).sum();
    int[] picks = new int[networks.stream().mapToInt(Reduction::dimensions).sum()];
    int first = 0;
    int taken = 0;
    for (Reduction network : networks) {
      if (!(network instanceof Reduction.Selection selection)) {
        throw new IllegalArgumentException(
            "features of two networks can be selected, not projected");
      }
      for (int index : selection.indices()) {
        picks[taken++] = first + index;
      }
      first += network.inputs();
    }
    return new Reduction.Selection(inputs, picks);
  }

  /**
   * Number of dimensions that a reduction takes of each network.
   *
   * @param networks whose features are concatenated
   * @throws IllegalArgumentException if it takes none of one, mixes them, or does not keep their
   *     order
   */
  public static int[] dimensionsOf(List<Backbone> networks, Reduction reduction) {
    if (networks.size() == 1) {
      return new int[] {reduction.dimensions()};
    }
    int[] dimensions = new int[networks.size()];
    int last = 0;
    boolean inOrder = reduction instanceof Reduction.Selection;
    if (reduction instanceof Reduction.Selection selection) {
      for (int index : selection.indices()) {
        int network = networkOf(index, networks);
        inOrder &= network >= last;
        last = network;
        dimensions[network]++;
      }
    }
    if (!inOrder || Arrays.stream(dimensions).anyMatch(each -> each == 0)) {
      throw new IllegalArgumentException(
          "of two networks a reduction must select features of the first, then of the second");
    }
    return dimensions;
  }

  private static int networkOf(int index, List<Backbone> networks) {
    int network = 0;
    int end = networks.get(0).channels();
    while (index >= end) {
      end += networks.get(++network).channels();
    }
    return network;
  }

  /**
   * Fills picks {@code from} (inclusive) to {@code to} with features of [first, end), ascending.
   */
  private static void pick(SplitMix random, int first, int end, int[] picks, int from, int to) {
    int[] all = IntStream.range(first, end).toArray();
    for (int i = 0; i < to - from; i++) {
      int other = i + random.below(all.length - i);
      int swap = all[i];
      all[i] = all[other];
      all[other] = swap;
      picks[from + i] = all[i];
    }
    Arrays.sort(picks, from, to);
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
          Text.of(
              "%d features can't be reduced to %d dimensions; valid: 1 to %d",
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
