package org.mekiki.model;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.mekiki.padim.map.CommonDistance;
import org.mekiki.padim.threshold.GoodGroups;
import org.mekiki.padim.threshold.MinMaxNormalizer;

/**
 * How a model's raw scores are read.
 *
 * @param normalizer min and max of the validation maps
 * @param threshold raw score from which on a frame counts as anomalous
 * @param validationScores raw scores of the good validation frames, ascending, at most {@link
 *     #MAX_SCORES}; drift is measured against them
 * @param groups of good frames whose scores differ
 * @param common what is taken off all distances of a frame
 */
public record Calibration(
    MinMaxNormalizer normalizer,
    double threshold,
    String thresholdDescription,
    List<Double> validationScores,
    GoodFrames goodFrames,
    GoodGroups groups,
    CommonDistance common) {
  /** More say nothing more of the distribution, and the manifest must fit in one record. */
  public static final int MAX_SCORES = 1000;

  public Calibration {
    Objects.requireNonNull(normalizer, "normalizer");
    Objects.requireNonNull(thresholdDescription, "thresholdDescription");
    Objects.requireNonNull(goodFrames, "goodFrames");
    Objects.requireNonNull(groups, "groups");
    Objects.requireNonNull(common, "common");
    validationScores = List.copyOf(validationScores);
    if (!Double.isFinite(threshold)) {
      throw new IllegalArgumentException("threshold " + threshold + " is not finite");
    }
    if (validationScores.size() > MAX_SCORES) {
      throw new IllegalArgumentException(
          validationScores.size() + " validation scores: at most " + MAX_SCORES + " are valid");
    }
    for (int i = 0; i < validationScores.size(); i++) {
      double score = validationScores.get(i);
      boolean ascending = i == 0 || validationScores.get(i - 1) <= score;
      if (!Double.isFinite(score) || !ascending) {
        throw new IllegalArgumentException(
            "validation score " + i + " is " + score + ": they must be finite and ascending");
      }
    }
  }

  /**
   * From unsorted scores; of more than {@link #MAX_SCORES}, as many evenly spaced ranks are kept,
   * the smallest and the largest among them.
   */
  public static Calibration of(
      MinMaxNormalizer normalizer,
      double threshold,
      String thresholdDescription,
      double[] validationScores) {
    double[] sorted = validationScores.clone();
    Arrays.sort(sorted);
    DoubleStream kept =
        sorted.length <= MAX_SCORES
            ? Arrays.stream(sorted)
            : IntStream.range(0, MAX_SCORES)
                .mapToDouble(
                    i -> sorted[(int) ((long) i * (sorted.length - 1) / (MAX_SCORES - 1))]);
    return new Calibration(
        normalizer,
        threshold,
        thresholdDescription,
        kept.boxed().toList(),
        GoodFrames.NONE,
        GoodGroups.NONE,
        CommonDistance.NONE);
  }

  /** The same with what the good frames say. */
  public Calibration with(GoodFrames said) {
    return new Calibration(
        normalizer, threshold, thresholdDescription, validationScores, said, groups, common);
  }

  /** The same with groups of good frames. */
  public Calibration with(GoodGroups found) {
    return new Calibration(
        normalizer, threshold, thresholdDescription, validationScores, goodFrames, found, common);
  }

  /** The same of distances less what they have in common. */
  public Calibration lessCommon(CommonDistance taken) {
    return new Calibration(
        normalizer, threshold, thresholdDescription, validationScores, goodFrames, groups, taken);
  }
}
