package org.mekiki.app;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mekiki.evaluate.Figure;
import org.mekiki.evaluate.ImageMetrics;
import org.mekiki.stream.DeadLetters;
import org.mekiki.stream.TopicFollower;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.avro.Verdict;

/**
 * Accounts for every frame of the demo, both ways: what was published has exactly one score or dead
 * letter, and what was scored had been published. Thread-safe.
 */
final class DemoTally {
  private record Position(int partition, long offset) {}

  private record Outcome(double score, boolean anomalous) {}

  private final Map<Position, Boolean> published = new HashMap<>();
  private final Map<Position, Outcome> scored = new HashMap<>();
  private final Map<Position, Boolean> deadLettered = new HashMap<>();
  private final List<Double> latencies = new ArrayList<>();
  private long duplicated;
  private long firstPublishedNanos;
  private long lastScoredNanos;

  /** The brokers have a frame. */
  synchronized void published(int partition, long offset, boolean defective) {
    if (published.isEmpty()) {
      firstPublishedNanos = System.nanoTime();
    }
    published.put(new Position(partition, offset), defective);
  }

  /** A score has come. */
  synchronized void scored(TopicFollower.Entry entry) throws IOException {
    Score score = entry.score();
    Position position = new Position(score.getInputPartition(), score.getInputOffset());
    Outcome outcome = new Outcome(score.getScore(), score.getVerdict() == Verdict.ANOMALOUS);
    if (scored.put(position, outcome) != null || deadLettered.containsKey(position)) {
      duplicated++;
    }
    Instant now = Instant.now();
    latencies.add((now.toEpochMilli() - score.getCapturedAt().toEpochMilli()) * 1.0);
    lastScoredNanos = System.nanoTime();
  }

  /** A dead letter has come. */
  synchronized void deadLettered(TopicFollower.Entry entry) {
    Position position =
        new Position(
            Integer.parseInt(entry.header(DeadLetters.PARTITION)),
            Long.parseLong(entry.header(DeadLetters.OFFSET)));
    if (deadLettered.put(position, true) != null || scored.containsKey(position)) {
      duplicated++;
    }
  }

  /** Frames with an outcome. */
  synchronized long done() {
    return scored.size() + (long) deadLettered.size();
  }

  /** The figures so far. */
  synchronized Summary summary() {
    long lost =
        published.keySet().stream()
            .filter(p -> !scored.containsKey(p) && !deadLettered.containsKey(p))
            .count();
    long unexpected =
        scored.keySet().stream().filter(p -> !published.containsKey(p)).count()
            + deadLettered.keySet().stream().filter(p -> !published.containsKey(p)).count();
    List<Position> judged = scored.keySet().stream().filter(published::containsKey).toList();
    boolean[] defective = new boolean[judged.size()];
    double[] scores = new double[judged.size()];
    long found = 0;
    long missed = 0;
    long falseAlarms = 0;
    for (int i = 0; i < judged.size(); i++) {
      Outcome outcome = scored.get(judged.get(i));
      defective[i] = published.get(judged.get(i));
      scores[i] = outcome.score();
      found += defective[i] && outcome.anomalous() ? 1 : 0;
      missed += defective[i] && !outcome.anomalous() ? 1 : 0;
      falseAlarms += !defective[i] && outcome.anomalous() ? 1 : 0;
    }
    double seconds = Math.max(1e-9, (lastScoredNanos - firstPublishedNanos) / 1e9);
    long good = judged.size() - found - missed;
    return new Summary(
        published.size(),
        scored.size(),
        deadLettered.size(),
        lost,
        duplicated + unexpected,
        found,
        missed,
        falseAlarms,
        good,
        ImageMetrics.of(scores, defective).auroc(),
        scored.size() / seconds,
        percentile(0.5),
        percentile(0.99));
  }

  private double percentile(double share) {
    if (latencies.isEmpty()) {
      return Double.NaN;
    }
    double[] sorted = latencies.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))];
  }

  /**
   * What came of the demo.
   *
   * @param duplicated frames with more than one outcome, and outcomes without a frame
   * @param good frames without a defect that were scored
   * @param latencyP50Millis from capture to a score that can be read
   */
  record Summary(
      long published,
      long scored,
      long deadLettered,
      long lost,
      long duplicated,
      long defectsFound,
      long defectsMissed,
      long falseAlarms,
      long good,
      Figure imageAuroc,
      double framesPerSecond,
      double latencyP50Millis,
      double latencyP99Millis) {

    /** Whether every frame has exactly one outcome. */
    boolean complete() {
      return lost == 0 && duplicated == 0;
    }

    /** The keys are documented and stable. */
    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("published", published);
      json.put("scored", scored);
      json.put("deadLettered", deadLettered);
      json.put("lost", lost);
      json.put("duplicated", duplicated);
      json.put("defectsFound", defectsFound);
      json.put("defectsMissed", defectsMissed);
      json.put("falseAlarms", falseAlarms);
      json.put("imageAuroc", imageAuroc.defined() ? imageAuroc.value() : null);
      json.put("framesPerSecond", framesPerSecond);
      json.put("latencyP50Millis", latencyP50Millis);
      json.put("latencyP99Millis", latencyP99Millis);
      return json;
    }

    void print(Terminal terminal) {
      terminal.print("published      %d frames", published);
      terminal.print(
          "scored         %d, dead-lettered %d, lost %d, duplicated %d",
          scored, deadLettered, lost, duplicated);
      terminal.print(
          "defects        %d found, %d missed; %d false alarms on %d good frames",
          defectsFound, defectsMissed, falseAlarms, good);
      terminal.print(
          "image AUROC    %s",
          imageAuroc.defined() ? String.format("%.4f", imageAuroc.value()) : imageAuroc.reason());
      terminal.print("throughput     %.1f frames a second", framesPerSecond);
      terminal.print(
          "latency        p50 %.0f ms, p99 %.0f ms from capture to a readable score",
          latencyP50Millis, latencyP99Millis);
    }
  }
}
