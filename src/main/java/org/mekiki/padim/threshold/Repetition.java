package org.mekiki.padim.threshold;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mekiki.padim.feature.Embedding;
import org.mekiki.padim.feature.SplitMix;
import org.mekiki.text.Text;

/**
 * Whether good images repeat each other: a frozen camera, a lens cap, one picture copied, a line
 * that stood still. What all images share has no variance, so a model of them would take any other
 * picture for a defect.
 *
 * <p>Looks at a signature of each image, {@value #LENGTH} numbers whose distances are about those
 * of the embeddings. Not thread-safe.
 */
public final class Repetition {
  /*
   * The signature is a count sketch (Charikar, Chen and Farach-Colton 2002, "Finding frequent items in data
   * streams"): each value goes to one of 64 sums, with a sign, both chosen by a hash of its position. The
   * squared distance of two signatures is that of the embeddings on average, within about a fifth. Equal
   * embeddings have equal signatures.
   */

  /** Numbers of a signature. */
  public static final int LENGTH = 64;

  /** Signatures that are looked at; later images are only counted. */
  public static final int MAX_IMAGES = 2000;

  /** Of the signatures' length: closer images are the same but for rounding on another machine. */
  private static final double SAME = 1e-5;

  /** Of the usual distance of two images: closer ones are near-duplicates. */
  private static final double NEAR = 0.01;

  private final List<float[]> signatures = new ArrayList<>();
  private long images;

  /**
   * What was found.
   *
   * @param images that were added
   * @param compared how many of them were compared
   * @param repeated how many of these are the same as another one, or nearly
   * @param same whether all images are the same; false with fewer than 2, or if not all were
   *     compared
   */
  public record Found(long images, int compared, int repeated, boolean same) {
    /** Why no model can be made of these images; empty if one can. */
    public Optional<String> refusal() {
      return same
          ? Optional.of(
              "all " + images + " good frames are the same picture; is the camera frozen?")
          : Optional.empty();
    }

    /**
     * Checks that a model can be made of these images.
     *
     * @throws IllegalArgumentException with the {@link #refusal}
     */
    public void require() {
      if (same) {
        throw new IllegalArgumentException(refusal().orElseThrow());
      }
    }

    /** What a person should know about these images, if more than half are near-duplicates. */
    public Optional<String> warning() {
      return !same && 2L * repeated > compared
          ? Optional.of(
              Text.of(
                  "%d of %d good frames are almost the same as another one: the model knows less"
                      + " than their number says; does the camera stand still, or were pictures"
                      + " copied?",
                  repeated, compared))
          : Optional.empty();
    }
  }

  /** The signature of an image: {@value #LENGTH} numbers. */
  public static float[] signature(Embedding embedding) {
    double[] sums = new double[LENGTH];
    SplitMix random = new SplitMix(LENGTH);
    long bits = 0;
    float[] values = embedding.values();
    for (int i = 0; i < values.length; i++) {
      // Seven bits for each value: six choose the sum, one the sign.
      bits = i % 9 == 0 ? random.next() : bits >>> 7;
      int sum = (int) (bits & (LENGTH - 1));
      sums[sum] += (bits & LENGTH) == 0 ? values[i] : -values[i];
    }
    float[] signature = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      signature[i] = (float) sums[i];
    }
    return signature;
  }

  /** Adds an image by its {@link #signature}. */
  public void add(float[] signature) {
    images++;
    if (signatures.size() < MAX_IMAGES) {
      signatures.add(signature);
    }
  }

  /** Whether an image is the same as one of those added. */
  public boolean repeats(float[] signature) {
    double same = limits()[0];
    return signatures.stream().anyMatch(one -> squaredDistance(one, signature, same) <= same);
  }

  /** Compares the images, each with each. */
  public Found find() {
    int looked = signatures.size();
    double[] limits = limits();
    double same = limits[0];
    double near = limits[1];
    boolean[] repeats = new boolean[looked];
    boolean all = images > 1 && images == looked;
    int repeated = 0;
    for (int i = 0; i < looked; i++) {
      for (int j = 0; j < i; j++) {
        double squared = squaredDistance(signatures.get(i), signatures.get(j), near);
        if (squared <= near) {
          repeats[i] = true;
          repeats[j] = true;
        }
        all &= j > 0 || squared <= same;
      }
    }
    for (boolean one : repeats) {
      repeated += one ? 1 : 0;
    }
    return new Found(images, looked, repeated, all);
  }

  /** Squared distances up to which two images are the same, and nearly the same. */
  private double[] limits() {
    int looked = signatures.size();
    double[] mean = new double[LENGTH];
    double length = 0;
    for (float[] signature : signatures) {
      for (int i = 0; i < LENGTH; i++) {
        mean[i] += signature[i] / (double) looked;
        length += (double) signature[i] * signature[i] / looked;
      }
    }
    double variance = 0;
    for (float[] signature : signatures) {
      for (int i = 0; i < LENGTH; i++) {
        variance += (signature[i] - mean[i]) * (signature[i] - mean[i]) / looked;
      }
    }
    double same = SAME * SAME * length;
    double near = Math.max(same, NEAR * NEAR * 2 * variance);
    return new double[] {same, near};
  }

  /** Signatures of images, by their positions; empty if there are more than {@link #MAX_IMAGES}. */
  public List<float[]> signatures(int[] positions) {
    return images > signatures.size()
        ? List.of()
        : Arrays.stream(positions).mapToObj(signatures::get).toList();
  }

  /** Not summed up further where it is above the limit. */
  private static double squaredDistance(float[] a, float[] b, double limit) {
    double sum = 0;
    for (int i = 0; i < LENGTH && sum <= limit; i++) {
      double difference = (double) a[i] - b[i];
      sum += difference * difference;
    }
    return sum;
  }
}
