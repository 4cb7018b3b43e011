package org.mekiki.web.line;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.mekiki.inspect.Rejection;

/** Counts over all cameras. Thread-safe. */
final class LineTotals {
  private static final int MODELS = 1000;

  private final long startedAtMillis;
  private final LatencyWindow latency = new LatencyWindow();
  private final RateMeter rate = new RateMeter();
  private final Map<Rejection, Long> rejections = new EnumMap<>(Rejection.class);
  private final Map<String, Long> learned = new LinkedHashMap<>();
  private long good;
  private long anomalous;

  LineTotals(long startedAtMillis) {
    this.startedAtMillis = startedAtMillis;
  }

  void scored(Sighting seen) {
    latency.add(seen.seenAtMillis() - seen.capturedAtMillis());
    synchronized (this) {
      rate.add(seen.seenAtMillis());
      if (seen.anomalous()) {
        anomalous++;
      } else {
        good++;
      }
    }
  }

  synchronized void rejected(Rejection rejection, long nowMillis) {
    rate.add(nowMillis);
    rejections.merge(rejection, 1L, Long::sum);
  }

  synchronized void learned(String model) {
    if (learned.size() < MODELS || learned.containsKey(model)) {
      learned.merge(model, 1L, Long::sum);
    }
  }

  LineSummary summary(int cameras, long nowMillis) {
    double[] quantiles = latency.quantiles(0.5, 0.99);
    synchronized (this) {
      long rejected = rejections.values().stream().mapToLong(Long::longValue).sum();
      return new LineSummary(
          startedAtMillis,
          cameras,
          good + anomalous + rejected,
          good + anomalous,
          good,
          anomalous,
          rejected,
          Labels.byReason(rejections),
          new TreeMap<>(learned),
          rate.perSecond(nowMillis),
          orNull(quantiles[0]),
          orNull(quantiles[1]));
    }
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
