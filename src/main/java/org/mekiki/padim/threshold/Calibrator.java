package org.mekiki.padim.threshold;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.mekiki.padim.map.CommonDistance;
import org.mekiki.text.Text;

/**
 * Maps of held-out images → threshold, scale, and what is known of both. The one place where this
 * is done: library, evaluation and the training service choose the same from the same scores, in
 * whatever order they come. Immutable.
 */
public final class Calibrator {
  /**
   * Share of the good images that are called unusual. With one defect hidden among twenty good
   * images this names more than half of those that the network sees at all, and it is a page of
   * pictures to look through.
   */
  private static final double UNUSUAL = 0.15;

  private final Threshold threshold;

  /** A calibrator with this strategy. */
  public Calibrator(Threshold threshold) {
    this.threshold = threshold;
  }

  /**
   * What is taken off all distances of an image.
   *
   * @param share of what they have in common
   * @param good {@code [image][patch]}, distances of held-out good images
   * @param counted of distances of all patches, those of the patches that count
   */
  public CommonDistance common(
      CommonDistance share, float[][] good, UnaryOperator<float[]> counted) {
    return threshold.ofWholeDistances() ? CommonDistance.NONE : share.usualAmong(good, counted);
  }

  /**
   * Groups of held-out good images whose scores differ.
   *
   * @param signatures of the same images, see {@link Repetition}; empty if they are not known
   * @return {@link GoodGroups#NONE} also if the strategy has the same threshold for all images
   */
  public GoodGroups groups(HeldOutMaps good, List<float[]> signatures) {
    return threshold.forGroups() && !signatures.isEmpty()
        ? GoodGroups.of(threshold, good.scores(), signatures)
        : GoodGroups.NONE;
  }

  /**
   * As the other one, from the training images alone, in which {@link #groups} were looked for.
   *
   * @param goodMaps of distances that have been {@linkplain GoodGroups#scale scaled}
   * @param images that were learned
   */
  public Calibrated calibrate(HeldOutMaps goodMaps, GoodGroups groups, long images) {
    Calibrated made = calibrate(goodMaps, new HeldOutMaps());
    return groups
        .text()
        .map(
            found ->
                found
                    + " whose scores differ (two lamps? two suppliers?): each group has a threshold"
                    + " of its own")
        .or(() -> notLookedFor(images))
        .map(made::with)
        .orElse(made);
  }

  private Optional<String> notLookedFor(long images) {
    return threshold.forGroups() && images > Repetition.MAX_IMAGES
        ? Optional.of(
            Text.of(
                "groups of good frames (two lamps? two suppliers?) are looked for in %d frames at"
                    + " most, and these are %d: all have one threshold",
                Repetition.MAX_IMAGES, images))
        : Optional.empty();
  }

  /**
   * Chooses the threshold.
   *
   * @param goodMaps of held-out good images, at least one
   * @param badMaps of labelled defective images; may be empty
   * @throws IllegalArgumentException if the strategy needs scores that aren't there, a score is not
   *     finite, or the threshold would not be clearly above zero
   */
  public Calibrated calibrate(HeldOutMaps goodMaps, HeldOutMaps badMaps) {
    double[] good = goodMaps.scores();
    double[] bad = badMaps.scores();
    double value = Thresholds.choose(threshold, good, bad);
    double[] sorted = Thresholds.sorted(good, "good");
    int n = sorted.length;
    int kept = n == 0 ? 0 : OddScores.kept(Thresholds.logarithms(sorted));
    int reached = (int) Arrays.stream(sorted).filter(score -> score >= value).count();
    int reachedOfKept = (int) Arrays.stream(sorted, 0, kept).filter(s -> s >= value).count();
    double expected =
        threshold.falseAlarmRate(bad.length).orElse(kept == 0 ? 0 : (double) reachedOfKept / kept);
    List<Calibrated.Image> byScore =
        IntStream.range(0, n)
            .mapToObj(i -> new Calibrated.Image(i, good[i]))
            .sorted(Comparator.comparingDouble(Calibrated.Image::score).reversed())
            .toList();
    int odd = n - kept;
    int unusual = Math.max(odd, (int) Math.ceil(UNUSUAL * n));
    return new Calibrated(
        value,
        normalizer(goodMaps, badMaps, value),
        FalseAlarms.of(expected, Math.max(reached, reachedOfKept), Math.max(1, n)),
        byScore.subList(0, odd),
        byScore.subList(0, unusual),
        warnings(n, expected));
  }

  private static MinMaxNormalizer normalizer(HeldOutMaps good, HeldOutMaps bad, double threshold) {
    return bad.isEmpty()
        ? MinMaxNormalizer.fromGood(good.min(), good.max(), threshold)
        : new MinMaxNormalizer(Math.min(good.min(), bad.min()), Math.max(good.max(), bad.max()));
  }

  private List<String> warnings(int frames, double rate) {
    List<String> warnings = new ArrayList<>();
    if (rate > 0 && frames * rate < 1) {
      warnings.add(
          Text.of(
              "%d good frames are too few for a false-alarm rate of %s: the threshold is"
                  + " extrapolated from them; %d would do",
              frames, rate, (int) Math.ceil(1 / rate)));
    }
    return warnings;
  }

  /** For people and for the manifest. */
  public String describe() {
    return threshold.describe();
  }
}
