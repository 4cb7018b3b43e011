package org.mekiki.web.line;

/** The last scores of a camera, in primitive arrays. Not thread-safe; its camera guards it. */
final class ScoreHistory {
  private final long[] sequences;
  private final long[] times;
  private final float[] scores;
  private final float[] thresholds;
  private final boolean[] anomalous;
  private long count;

  ScoreHistory(int capacity) {
    sequences = new long[capacity];
    times = new long[capacity];
    scores = new float[capacity];
    thresholds = new float[capacity];
    anomalous = new boolean[capacity];
  }

  void add(Sighting seen) {
    int at = (int) (count++ % sequences.length);
    sequences[at] = seen.sequence();
    times[at] = seen.seenAtMillis();
    scores[at] = (float) seen.score();
    thresholds[at] = (float) seen.threshold();
    anomalous[at] = seen.anomalous();
  }

  /**
   * The newest scores, oldest of them first.
   *
   * @param after only those with a greater sequence
   */
  Points newest(long after, int limit) {
    int kept = (int) Math.min(count, sequences.length);
    int wanted = 0;
    while (wanted < Math.min(kept, limit) && sequences[slot(wanted)] > after) {
      wanted++;
    }
    Points points = Points.ofSize(wanted);
    for (int i = 0; i < wanted; i++) {
      int from = slot(wanted - 1 - i);
      points.sequence()[i] = sequences[from];
      points.atMillis()[i] = times[from];
      points.score()[i] = scores[from];
      points.threshold()[i] = thresholds[from];
      points.anomalous()[i] = anomalous[from];
    }
    return points;
  }

  /** Where the score lies that is {@code back} before the newest. */
  private int slot(int back) {
    return (int) ((count - 1 - back) % sequences.length);
  }
}
