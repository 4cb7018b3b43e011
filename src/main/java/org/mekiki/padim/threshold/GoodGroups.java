package org.mekiki.padim.threshold;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mekiki.text.Text;

/**
 * Groups of good images whose scores differ: two lamps, two suppliers. All groups share the
 * Gaussians. The distances of an image are multiplied by the factor of its group, the one whose
 * centre is nearest to its signature (see {@link Repetition}); so one threshold serves all groups.
 * An image beyond the reach of that group is like no good image, under a third lamp say: it has the
 * largest factor of all groups.
 *
 * @param groups the largest first; empty if images are not told apart, else 2 to {@value
 *     TwoKinds#MOST}
 */
public record GoodGroups(List<Group> groups) {
  /*
   * A group's factor is the threshold of the largest group divided by its own, each chosen from the scores of its
   * left-out images. Gaussians for each group were tried first: they have fewer images each, so that with 90 images
   * in two groups they found fewer defects on most sets, and made up to 20 % false alarms in a group of 11.
   */

  /** Images are not told apart. */
  public static final GoodGroups NONE = new GoodGroups(List.of());

  /** Reach of a group of which it is not known. */
  public static final double ANY_DISTANCE = Double.MAX_VALUE;

  /**
   * A group's reach, of the largest distance of its images from their centre. Of unseen magnetic
   * tiles 1 % were farther with 8 images in the group, 0.3 % with 11, none with 30; at 0.6 times
   * the light half of them were at 2.4 to 3.8 times that distance.
   */
  private static final double MARGIN = 2;

  /** Smaller groups say too little of their scores. */
  private static final int FEWEST = 8;

  /**
   * Chance that a random image of the one group scores higher than one of the other. At 0.5 the
   * scores say nothing of the group. Nearer to it, a threshold from all images together is better,
   * since it rests on more of them.
   */
  private static final double APART = 0.75;

  public GoodGroups {
    groups = List.copyOf(groups);
    if (groups.size() == 1 || groups.size() > TwoKinds.MOST) {
      throw new IllegalArgumentException(
          groups.size() + " groups of good frames: 0 or 2 to " + TwoKinds.MOST + " are valid");
    }
  }

  /**
   * A group.
   *
   * @param frames how many good images it has
   * @param factor of distances, above 0
   * @param centre mean signature
   * @param reach largest distance from the centre at which an image belongs to the group, 0 or
   *     more; {@link #ANY_DISTANCE} if it is not known
   */
  public record Group(int frames, double factor, List<Float> centre, double reach) {
    /** A group whose reach is not known. */
    public Group(int frames, double factor, List<Float> centre) {
      this(frames, factor, centre, ANY_DISTANCE);
    }

    public Group {
      centre = List.copyOf(centre);
      if (frames < 1
          || !(factor > 0 && Double.isFinite(factor))
          || centre.size() != Repetition.LENGTH
          || !centre.stream().allMatch(Float::isFinite)
          || !(reach >= 0 && Double.isFinite(reach))) {
        throw new IllegalArgumentException(
            Text.of(
                "a group of %d frames with factor %s, a centre of %d numbers and reach %s is not"
                    + " valid: at least 1 frame, a factor above 0, %d finite numbers and a reach of"
                    + " at least 0 are",
                frames, factor, centre.size(), reach, Repetition.LENGTH));
      }
    }
  }

  /**
   * Groups of good images, whatever their order.
   *
   * @param threshold how a group's is chosen
   * @param scores of the images, each left out of its own model
   * @param signatures of these images, in the same order
   * @return {@link #NONE} if all are of one kind, a group is too small, or no group scores higher
   *     than another one
   */
  public static GoodGroups of(Threshold threshold, double[] scores, List<float[]> signatures) {
    int[] kinds = TwoKinds.of(signatures);
    int count = Arrays.stream(kinds).max().orElse(0) + 1;
    if (count == 1) {
      return NONE;
    }
    float[][] centres = new float[count][];
    for (int kind = 0; kind < count; kind++) {
      centres[kind] = centre(of(kind, kinds).mapToObj(signatures::get).toList());
    }
    int[] nearest = signatures.stream().mapToInt(image -> nearest(image, centres)).toArray();
    double[][] ofGroup = new double[count][];
    double[] reaches = new double[count];
    for (int group = 0; group < count; group++) {
      ofGroup[group] = of(group, nearest).mapToDouble(i -> scores[i]).sorted().toArray();
      if (ofGroup[group].length < FEWEST) {
        return NONE;
      }
      float[] centre = centres[group];
      reaches[group] =
          MARGIN
              * of(group, nearest)
                  .mapToDouble(i -> Math.sqrt(squaredDistance(signatures.get(i), centre)))
                  .max()
                  .orElseThrow();
    }
    return apart(ofGroup) ? of(threshold, ofGroup, centres, reaches) : NONE;
  }

  private static GoodGroups of(
      Threshold threshold, double[][] scores, float[][] centres, double[] reaches) {
    List<Group> groups = new ArrayList<>();
    double first = Thresholds.choose(threshold, scores[0], new double[0]);
    for (int group = 0; group < scores.length; group++) {
      double own = Thresholds.choose(threshold, scores[group], new double[0]);
      List<Float> centre = new ArrayList<>();
      for (float value : centres[group]) {
        centre.add(value);
      }
      groups.add(new Group(scores[group].length, first / own, centre, reaches[group]));
    }
    return new GoodGroups(groups);
  }

  private static IntStream of(int group, int[] groups) {
    return IntStream.range(0, groups.length).filter(i -> groups[i] == group);
  }

  /** The mean; the same one in whatever order the signatures come. */
  private static float[] centre(List<float[]> signatures) {
    List<float[]> sorted = new ArrayList<>(signatures);
    sorted.sort(Arrays::compare);
    float[] centre = new float[Repetition.LENGTH];
    for (int d = 0; d < centre.length; d++) {
      double sum = 0;
      for (float[] signature : sorted) {
        sum += signature[d];
      }
      centre[d] = (float) (sum / sorted.size());
    }
    return centre;
  }

  private static int nearest(float[] signature, float[][] centres) {
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int group = 0; group < centres.length; group++) {
      double squared = squaredDistance(signature, centres[group]);
      if (squared < least) {
        least = squared;
        nearest = group;
      }
    }
    return nearest;
  }

  private static double squaredDistance(float[] signature, float[] centre) {
    double squared = 0;
    for (int d = 0; d < signature.length; d++) {
      double difference = (double) signature[d] - centre[d];
      squared += difference * difference;
    }
    return squared;
  }

  /** Whether one group scores higher than another one. */
  private static boolean apart(double[][] scores) {
    for (int a = 0; a < scores.length; a++) {
      for (int b = 0; b < a; b++) {
        double higher = chanceOfHigher(scores[a], scores[b]);
        if (Math.max(higher, 1 - higher) >= APART) {
          return true;
        }
      }
    }
    return false;
  }

  /** Mann and Whitney's: a random score of a is higher than one of b; equal ones count half. */
  private static double chanceOfHigher(double[] a, double[] b) {
    double higher = 0;
    for (double one : a) {
      for (double other : b) {
        higher += one > other ? 1 : one == other ? 0.5 : 0;
      }
    }
    return higher / a.length / b.length;
  }

  /** Whether images are told apart. */
  public boolean exist() {
    return !groups.isEmpty();
  }

  /** Whether it is known how far an image of a group may be from its centre. */
  public boolean reach() {
    return groups.stream().anyMatch(group -> group.reach() < ANY_DISTANCE);
  }

  /** What the distances of an image are multiplied by; NaN in a signature counts as far away. */
  public double factor(float[] signature) {
    if (groups.isEmpty()) {
      return 1;
    }
    float[][] centres = new float[groups.size()][Repetition.LENGTH];
    for (int group = 0; group < centres.length; group++) {
      for (int d = 0; d < Repetition.LENGTH; d++) {
        centres[group][d] = groups.get(group).centre().get(d);
      }
    }
    int nearest = nearest(signature, centres);
    Group group = groups.get(nearest);
    return Math.sqrt(squaredDistance(signature, centres[nearest])) <= group.reach()
        ? group.factor()
        : groups.stream().mapToDouble(Group::factor).max().orElseThrow();
  }

  /** Multiplies an image's distances in place by the factor of its group. */
  public void scale(float[] distances, float[] signature) {
    double factor = factor(signature);
    for (int i = 0; i < distances.length; i++) {
      distances[i] = (float) (distances[i] * factor);
    }
  }

  /** As the other one, for several images. */
  public void scale(float[][] distances, List<float[]> signatures) {
    for (int i = 0; i < distances.length; i++) {
      scale(distances[i], signatures.get(i));
    }
  }

  /** For people: {@code 2 groups: 61 and 29 good frames}; empty if images are not told apart. */
  public Optional<String> text() {
    if (groups.isEmpty()) {
      return Optional.empty();
    }
    String frames =
        groups.stream()
            .limit(groups.size() - 1L)
            .map(group -> "" + group.frames())
            .collect(Collectors.joining(", "));
    return Optional.of(
        Text.of(
            "%d groups: %s and %d good frames",
            groups.size(), frames, groups.get(groups.size() - 1).frames()));
  }
}
