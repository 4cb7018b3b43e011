package org.mekiki.padim.gaussian;

import java.util.Arrays;
import java.util.List;

/**
 * Gaussians of several networks over the same patches, joined as independent of each other: one
 * Gaussian a patch whose covariance is block-diagonal.
 *
 * <p>Networks differ in how far good images lie from their Gaussians, by their numbers of features
 * and of images. So each network's distances are divided by their median m over the images that
 * were left out: d² = Σ dᵢ²/mᵢ², and the whitening factor's block i is Wᵢ/mᵢ.
 *
 * @param gaussians whose features are those of the first network, then those of the next
 * @param distances {@code [image][patch]}, of the images that were left out
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record IndependentGaussians(PatchGaussians gaussians, float[][] distances) {
  /**
   * Distances below this share of the largest are of patches that never vary, as before a bright
   * lamp or where an area is ignored: they say nothing of a network.
   */
  private static final float STILL = 1e-3f;

  /**
   * Joins networks.
   *
   * @param networks of the same patches
   * @param leftOut for each network {@code [image][patch]}, of the same images, each by the
   *     Gaussians without it
   * @throws IllegalArgumentException if a network's median distance is not above zero
   */
  public static IndependentGaussians of(List<PatchGaussians> networks, List<float[][]> leftOut) {
    double[] medians = leftOut.stream().mapToDouble(IndependentGaussians::median).toArray();
    float[][] first = leftOut.get(0);
    float[][] distances = new float[first.length][];
    for (int i = 0; i < first.length; i++) {
      distances[i] = new float[first[i].length];
      for (int p = 0; p < first[i].length; p++) {
        double sum = 0;
        for (int n = 0; n < medians.length; n++) {
          double distance = leftOut.get(n)[i][p] / medians[n];
          sum += distance * distance;
        }
        distances[i][p] = (float) Math.sqrt(sum);
      }
    }
    return new IndependentGaussians(joined(networks, medians), distances);
  }

  private static double median(float[][] distances) {
    int count = Arrays.stream(distances).mapToInt(row -> row.length).sum();
    float[] all = new float[count];
    int at = 0;
    for (float[] row : distances) {
      System.arraycopy(row, 0, all, at, row.length);
      at += row.length;
    }
    Arrays.sort(all);
    int still = 0;
    while (still < count && !(all[still] > STILL * all[count - 1])) {
      still++;
    }
    double median = still == count ? Double.NaN : all[still + (count - still) / 2];
    if (!(median > 0 && Double.isFinite(median))) {
      throw new IllegalArgumentException(
          "the median distance of good images is "
              + median
              + " by one of the networks; it must be above 0: do the images differ at all?");
    }
    return median;
  }

  private static PatchGaussians joined(List<PatchGaussians> networks, double[] medians) {
    int patches = networks.get(0).patches();
    int dimensions = networks.stream().mapToInt(PatchGaussians::dimensions).sum();
    int triangle = PatchGaussians.triangle(dimensions);
    float[] mean = new float[Math.multiplyExact(patches, dimensions)];
    float[] factor = new float[Math.multiplyExact(patches, triangle)];
    int first = 0;
    for (int n = 0; n < medians.length; n++) {
      PatchGaussians network = networks.get(n);
      int each = network.dimensions();
      int block = PatchGaussians.triangle(each);
      for (int p = 0; p < patches; p++) {
        System.arraycopy(network.mean(), p * each, mean, p * dimensions + first, each);
        for (int row = 0; row < each; row++) {
          int from = p * block + PatchGaussians.triangle(row);
          int to = p * triangle + PatchGaussians.triangle(first + row) + first;
          for (int column = 0; column <= row; column++) {
            factor[to + column] = (float) (network.factor()[from + column] / medians[n]);
          }
        }
      }
      first += each;
    }
    return new PatchGaussians(networks.get(0).firstPatch(), patches, dimensions, mean, factor);
  }
}
