package org.mekiki.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mekiki.text.Text;

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
   * @param threads of the measurement; 0 for any
   * @param most highest ratio that is well
   */
  record Limit(String stage, int threads, double most) {}

  /**
   * For ResNet-18, layers 1 to 3, D = 100, the paper's 56 × 56 grid. See docs/performance-notes.md
   * for where they come from. The last two are 4 and 6 seconds where the backbone takes 13.3 ms.
   */
  private static final List<Limit> PAPER =
      List.of(
          new Limit(FrameBench.FROM_TENSOR, 1, 1.20),
          new Limit(FrameBench.FROM_PICTURE, 1, 1.45),
          new Limit("distance", 1, 0.12),
          new Limit("distance, plain loops", 1, 0.45),
          new Limit("backbone, int8", 1, 0.42),
          new Limit(FrameBench.FROM_PICTURE + ", int8", 1, 0.80),
          new Limit("fit and publish", 0, 300),
          new Limit("start to first score", 0, 450));

  /** Of the rate of all cores in process, what is left over the broker, at least. */
  private static final double LEFT_OVER_BROKER = 0.75;

  /** Of the rate of scoring over the broker, that of teaching, at least. */
  private static final double TEACHING = 0.7;

  /** What two cores do of the work of one, at least. */
  private static final double SECOND_CORE = 1.85;

  /** Whole frames that a frame may wait for beside the commit interval, at most. */
  private static final int FRAMES_OF_LATENCY = 3;

  private BenchCheck() {}

  /**
   * Sentences on what misses the paper setting's limits; empty if all is well.
   *
   * @param commitMillis commit interval of the scoring service
   */
  public static List<String> paper(List<Measurement> measurements, double commitMillis) {
    List<String> problems = new ArrayList<>();
    for (Limit limit : PAPER) {
      check(problems, find(measurements, limit.stage, limit.threads), limit.most);
    }
    Optional<Measurement> one = find(measurements, FrameBench.FROM_PICTURE, 1);
    Optional<Measurement> two = find(measurements, FrameBench.FROM_PICTURE, 2);
    Optional<Measurement> broker = find(measurements, "frame over the broker", 0);
    if (one.isPresent() && two.isPresent()) {
      check(problems, two, one.get().ratioToBackbone() / SECOND_CORE);
    }
    if (two.isPresent()) {
      check(problems, broker, two.get().ratioToBackbone() / LEFT_OVER_BROKER);
    }
    if (broker.isPresent()) {
      Optional<Measurement> teach = find(measurements, "teach, a frame", 0);
      check(problems, teach, broker.get().ratioToBackbone() / TEACHING);
    }
    if (one.isPresent()) {
      double backbone = one.get().medianMillis() / one.get().ratioToBackbone();
      double most = commitMillis / backbone + FRAMES_OF_LATENCY * one.get().ratioToBackbone();
      check(problems, find(measurements, "captured to scored, p99, half load", 0), most);
    }
    return problems;
  }

  private static Optional<Measurement> find(
      List<Measurement> measurements, String stage, int threads) {
    return measurements.stream()
        .filter(m -> m.stage().equals(stage) && (threads == 0 || m.threads() == threads))
        .findFirst();
  }

  private static void check(List<String> problems, Optional<Measurement> measured, double most) {
    measured
        .filter(m -> !(m.ratioToBackbone() <= most))
        .ifPresent(
            m ->
                problems.add(
                    Text.of(
                        "'%s' with %d threads takes %.3f times the backbone; at most %.3f is well",
                        m.stage(), m.threads(), m.ratioToBackbone(), most)));
  }

  /** Sentences on what got worse; empty if nothing did. */
  public static List<String> comparison(List<Measurement> now, List<Measurement> before) {
    List<String> problems = new ArrayList<>();
    for (Measurement m : now) {
      Optional<Measurement> old = BenchTable.find(m, before);
      if (old.isPresent()
          && !(m.ratioToBackbone() <= old.get().ratioToBackbone() * (1 + TOLERANCE))) {
        problems.add(
            Text.of(
                "'%s' with %d threads takes %.3f times the backbone; before it took %.3f",
                m.stage(), m.threads(), m.ratioToBackbone(), old.get().ratioToBackbone()));
      }
    }
    return problems;
  }
}
