package org.mekiki.app.demo;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.mekiki.evaluate.metric.Figure;
import org.mekiki.evaluate.metric.ImageMetrics;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.avro.Verdict;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.stream.letters.DeadLetters;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Counted;
import org.mekiki.text.Text;

/**
 * Accounts for every frame of the demo, both ways: what was published has exactly one score or dead
 * letter, and what was scored had been published. A frame costs two bits once both are known, and
 * nine bytes for the figures, so a demo may run for weeks. Thread-safe.
 */
final class DemoTally {
  private record Position(int partition, long offset) {}

  private record Outcome(float score, boolean anomalous) {}

  /** Offsets of one topic, one bit each. */
  private static final class Offsets {
    private final Map<Integer, BitSet> partitions = new TreeMap<>();

    /** Whether it is new. */
    boolean add(Position position) {
      BitSet offsets = partitions.computeIfAbsent(position.partition(), p -> new BitSet());
      int offset = Math.toIntExact(position.offset());
      boolean known = offsets.get(offset);
      offsets.set(offset);
      return !known;
    }

    long count() {
      return partitions.values().stream().mapToLong(BitSet::cardinality).sum();
    }

    /** How many are not in the others. */
    long without(Offsets others) {
      long missing = 0;
      for (Map.Entry<Integer, BitSet> mine : partitions.entrySet()) {
        BitSet rest = (BitSet) mine.getValue().clone();
        rest.andNot(others.partitions.getOrDefault(mine.getKey(), new BitSet()));
        missing += rest.cardinality();
      }
      return missing;
    }
  }

  /** A list of floats that are not objects. */
  private static final class Floats {
    private float[] values = new float[1024];
    private int size;

    void add(float value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    double[] toArray() {
      double[] copy = new double[size];
      for (int i = 0; i < size; i++) {
        copy[i] = values[i];
      }
      return copy;
    }
  }

  private final Offsets published = new Offsets();
  private final Offsets outcomes = new Offsets();
  private final Map<Position, Boolean> awaitingScore = new HashMap<>();
  private final Map<Position, Outcome> awaitingFrame = new HashMap<>();
  private final Floats scores = new Floats();
  private final BitSet defective = new BitSet();
  private final Floats latencies = new Floats();
  private long scored;
  private long deadLettered;
  private long duplicated;
  private long found;
  private long missed;
  private long falseAlarms;
  private long firstPublishedNanos;
  private long lastScoredNanos;

  /** The brokers have a frame. */
  synchronized void published(int partition, long offset, boolean isDefective) {
    if (firstPublishedNanos == 0) {
      firstPublishedNanos = System.nanoTime();
    }
    Position position = new Position(partition, offset);
    published.add(position);
    Outcome outcome = awaitingFrame.remove(position);
    if (outcome != null) {
      judged(outcome, isDefective);
    } else {
      awaitingScore.put(position, isDefective);
    }
  }

  /** A score has come. */
  synchronized void scored(TopicFollower.Entry entry) throws IOException {
    Score score = entry.score();
    scored(
        score.getInputPartition(),
        score.getInputOffset(),
        (float) score.getScore(),
        score.getVerdict() == Verdict.ANOMALOUS,
        entry.millisSince(score.getCapturedAt()));
  }

  /** A score has come. */
  synchronized void scored(
      int partition, long offset, float score, boolean anomalous, long latencyMillis) {
    Position position = new Position(partition, offset);
    if (!outcomes.add(position)) {
      duplicated++;
      return;
    }
    scored++;
    latencies.add(latencyMillis);
    lastScoredNanos = System.nanoTime();
    Outcome outcome = new Outcome(score, anomalous);
    Boolean isDefective = awaitingScore.remove(position);
    if (isDefective != null) {
      judged(outcome, isDefective);
    } else {
      awaitingFrame.put(position, outcome);
    }
  }

  private void judged(Outcome outcome, boolean isDefective) {
    defective.set(scores.size, isDefective);
    scores.add(outcome.score());
    found += isDefective && outcome.anomalous() ? 1 : 0;
    missed += isDefective && !outcome.anomalous() ? 1 : 0;
    falseAlarms += !isDefective && outcome.anomalous() ? 1 : 0;
  }

  /** A dead letter has come. */
  synchronized void deadLettered(TopicFollower.Entry entry) {
    deadLettered(
        Integer.parseInt(entry.header(DeadLetters.PARTITION)),
        Long.parseLong(entry.header(DeadLetters.OFFSET)));
  }

  /** A dead letter has come. */
  synchronized void deadLettered(int partition, long offset) {
    Position position = new Position(partition, offset);
    if (!outcomes.add(position)) {
      duplicated++;
      return;
    }
    deadLettered++;
    awaitingScore.remove(position);
  }

  /** Frames with an outcome. */
  synchronized long done() {
    return scored + deadLettered;
  }

  /** The figures so far. */
  synchronized Summary summary() {
    boolean[] labels = new boolean[scores.size];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = defective.get(i);
    }
    double seconds = Math.max(1e-9, (lastScoredNanos - firstPublishedNanos) / 1e9);
    return new Summary(
        published.count(),
        scored,
        deadLettered,
        published.without(outcomes),
        duplicated + outcomes.without(published),
        found,
        missed,
        falseAlarms,
        scores.size - found - missed,
        ImageMetrics.of(scores.toArray(), labels).auroc(),
        scored / seconds,
        percentile(0.5),
        percentile(0.99));
  }

  private double percentile(double share) {
    double[] sorted = latencies.toArray();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    Arrays.sort(sorted);
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
      terminal.print("published      %s", Counted.of(published, "frame"));
      terminal.print(
          "scored         %d, dead-lettered %d, lost %d, duplicated %d",
          scored, deadLettered, lost, duplicated);
      terminal.print(
          "defects        %d found, %d missed; %s on %s",
          defectsFound,
          defectsMissed,
          Counted.of(falseAlarms, "false alarm"),
          Counted.of(good, "good frame"));
      terminal.print(
          "image AUROC    %s",
          imageAuroc.defined() ? Text.of("%.4f", imageAuroc.value()) : imageAuroc.reason());
      terminal.print("throughput     %.1f frames a second", framesPerSecond);
      terminal.print(
          "latency        p50 %.0f ms, p99 %.0f ms from capture to a readable score",
          latencyP50Millis, latencyP99Millis);
    }
  }
}
