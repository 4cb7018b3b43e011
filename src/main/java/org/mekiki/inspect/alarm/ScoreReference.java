package org.mekiki.inspect.alarm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What good frames scored when the model was made: the distribution that drift is measured against.
 * Immutable.
 *
 * <p>Only scores below the threshold count, here and in the window: both are the distribution of
 * frames that were judged good, so that a defect says nothing about the lamp. The bins are
 * quantiles of the N reference scores: as many as leave {@value #SCORES_PER_BIN} in each, at most
 * {@value #MAX_BINS}; equal scores share a bin. With e the reference's share of a bin and a the
 * window's,
 *
 * <pre>PSI = Σ (a − e) · ln(a / e)</pre>
 *
 * (the symmetric Kullback-Leibler divergence; N. Siddiqi, Credit Risk Scorecards, 2006: below 0.1
 * stable, above 0.25 shifted). An empty bin would make it infinite, so each share is smoothed by
 * one more score in each bin (Laplace): (count + 1) / (scores + bins).
 *
 * <p>With few scores the index is large by chance alone: without any drift, PSI / (1/N + 1/n) is
 * about χ² with bins − 1 degrees of freedom (B. Yurdakul, Statistical Properties of Population
 * Stability Index, 2018). {@link Drift#chance()} is the value that this exceeds once in a million
 * (a window is looked at for every frame, and there are many cameras); an index below it is no
 * drift, whatever the rule says. With N = 20 and a long window that is 1.6, with N = 100 it is
 * 0.46, with N = 1000 it is 0.05: hold out 100 good frames or more to see small drifts. Below
 * {@value #MIN_SCORES} scores there is no reference.
 */
public final class ScoreReference {
  /** Fewer scores below the threshold say nothing of a distribution. */
  public static final int MIN_SCORES = 20;

  static final int MAX_BINS = 10;
  static final int SCORES_PER_BIN = 5;

  /** Of the standard normal distribution at 1 − 10⁻⁶. */
  private static final double ONE_IN_A_MILLION = 4.753;

  private final double[] edges;
  private final int[] counts;
  private final int scores;
  private final double mean;
  private final double deviation;

  private ScoreReference(double[] sorted, double[] edges) {
    this.edges = edges;
    this.scores = sorted.length;
    this.counts = new int[edges.length + 1];
    double sum = 0;
    for (double score : sorted) {
      counts[bin(score)]++;
      sum += score;
    }
    this.mean = sum / scores;
    double squares = 0;
    for (double score : sorted) {
      squares += (score - mean) * (score - mean);
    }
    this.deviation = Math.sqrt(squares / (scores - 1));
  }

  /**
   * The reference of a model.
   *
   * @param validationScores raw scores of good frames, finite, in any order
   * @param threshold raw score from which on a frame is anomalous
   * @return empty if fewer than {@link #MIN_SCORES} lie below the threshold, or all are the same
   */
  public static Optional<ScoreReference> of(List<Double> validationScores, double threshold) {
    double[] sorted =
        validationScores.stream()
            .mapToDouble(Double::doubleValue)
            .filter(score -> score < threshold)
            .sorted()
            .toArray();
    if (sorted.length < MIN_SCORES) {
      return Optional.empty();
    }
    double[] edges = edges(sorted);
    return edges.length == 0 ? Optional.empty() : Optional.of(new ScoreReference(sorted, edges));
  }

  /** Halfway between the scores on both sides of each quantile. */
  private static double[] edges(double[] sorted) {
    int bins = Math.min(MAX_BINS, sorted.length / SCORES_PER_BIN);
    List<Double> edges = new ArrayList<>();
    for (int b = 1; b < bins; b++) {
      int at = (int) ((long) b * sorted.length / bins);
      double edge = (sorted[at - 1] + sorted[at]) / 2;
      boolean divides = edge > sorted[0] && edge <= sorted[sorted.length - 1];
      if (divides && (edges.isEmpty() || edge > edges.get(edges.size() - 1))) {
        edges.add(edge);
      }
    }
    return edges.stream().mapToDouble(Double::doubleValue).toArray();
  }

  int bins() {
    return counts.length;
  }

  /** Bin of a score, 0 to bins − 1; an edge belongs to the bin above it. */
  int bin(double score) {
    int at = Arrays.binarySearch(edges, score);
    return at >= 0 ? at + 1 : -at - 1;
  }

  /** A score in standard deviations from the mean. */
  double standardized(double score) {
    return (score - mean) / deviation;
  }

  /**
   * The window's index.
   *
   * @param window scores in each bin
   * @param n their sum, at least 1
   */
  double psi(int[] window, long n) {
    int bins = counts.length;
    double psi = 0;
    for (int b = 0; b < bins; b++) {
      double expected = (counts[b] + 1.0) / (scores + bins);
      double actual = (window[b] + 1.0) / (n + bins);
      psi += (actual - expected) * Math.log(actual / expected);
    }
    return psi;
  }

  /** What the index reaches by chance; the χ² quantile by Wilson and Hilferty's cube root. */
  double chance(long n) {
    double degrees = counts.length - 1.0;
    double part = 2 / (9 * degrees);
    double root = 1 - part + ONE_IN_A_MILLION * Math.sqrt(part);
    return degrees * root * root * root * (1.0 / scores + 1.0 / n);
  }
}
