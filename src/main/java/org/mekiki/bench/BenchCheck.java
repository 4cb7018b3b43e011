package org.mekiki.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What ratios must not exceed. Only ratios are checked: times say as much of the machine as of the
 * program.
 */
public final class BenchCheck {
  /** What a ratio may grow by from one run to the next before it counts as worse. */
  static final double TOLERANCE = 0.15;

  /**
   * A limit.
   *
   * @param stage of the measurement
   * @param threads of the measurement
   * @param most highest ratio that is well
   */
  record Limit(String stage, int threads, double most) {}

  /**
   * For ResNet-18, layers 1 to 3, D = 100, the paper's 56 × 56 grid. See docs/performance.md for
   * where they come from.
   */
  private static final List<Limit> PAPER =
      List.of(
          new Limit(FrameBench.FROM_TENSOR, 1, 1.20),
          new Limit(FrameBench.FROM_PICTURE, 1, 1.45),
          new Limit("distance", 1, 0.12),
          new Limit("distance, plain loops", 1, 0.45),
          new Limit("backbone, int8", 1, 0.42),
          new Limit(FrameBench.FROM_PICTURE + ", int8", 1, 0.80));

  private BenchCheck() {}

  /** Sentences on what misses the paper setting's limits; empty if all is well. */
  public static List<String> paper(List<Measurement> measurements) {
    List<String> problems = new ArrayList<>();
    for (Limit limit : PAPER) {
      measurements.stream()
          .filter(m -> m.stage().equals(limit.stage) && m.threads() == limit.threads)
          .filter(m -> !(m.ratioToBackbone() <= limit.most))
          .forEach(
              m ->
                  problems.add(
                      String.format(
                          Locale.ROOT,
                          "'%s' takes %.3f times the backbone; at most %.2f is well",
                          m.stage(),
                          m.ratioToBackbone(),
                          limit.most)));
    }
    return problems;
  }

  /** Sentences on what got worse; empty if nothing did. */
  public static List<String> comparison(List<Measurement> now, List<Measurement> before) {
    List<String> problems = new ArrayList<>();
    for (Measurement m : now) {
      Optional<Measurement> old = BenchTable.find(m, before);
      if (old.isPresent()
          && !(m.ratioToBackbone() <= old.get().ratioToBackbone() * (1 + TOLERANCE))) {
        problems.add(
            String.format(
                Locale.ROOT,
                "'%s' with %d threads takes %.3f times the backbone; before it took %.3f",
                m.stage(),
                m.threads(),
                m.ratioToBackbone(),
                old.get().ratioToBackbone()));
      }
    }
    return problems;
  }
}
