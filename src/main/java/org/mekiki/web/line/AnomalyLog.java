package org.mekiki.web.line;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mekiki.inspect.Feedback;

/**
 * The last anomalies and what people said of them, by their frames' addresses. Beyond the limit the
 * oldest is forgotten. Not thread-safe; its view guards it.
 */
final class AnomalyLog {
  private static final Comparator<Entry> BY_TIME =
      Comparator.<Entry>comparingLong(entry -> entry.facts.seenAtMillis())
          .thenComparingLong(entry -> entry.facts.sequence());

  private static final int VERDICTS_PER_ANOMALY = 2;

  private final int limit;
  private final Map<String, Entry> byAddress = new HashMap<>();

  /** By address, also of frames that are not known yet: their topics are read apart. */
  private final Map<String, Feedback.Verdict> verdicts;

  /** Oldest first. */
  private final List<Entry> byTime = new ArrayList<>();

  private static final class Entry {
    final Sighting facts;
    long changed;

    Entry(Sighting facts) {
      this.facts = facts;
      this.changed = facts.sequence();
    }
  }

  private Anomaly anomaly(Entry entry) {
    return new Anomaly(entry.facts, verdicts.get(entry.facts.address()));
  }

  /** An anomaly, and what a person said of it; null where nobody did. */
  record Anomaly(Sighting facts, Feedback.Verdict verdict) {}

  AnomalyLog(int limit) {
    this.limit = limit;
    this.verdicts =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Feedback.Verdict> eldest) {
            return size() > VERDICTS_PER_ANOMALY * AnomalyLog.this.limit;
          }
        };
  }

  /**
   * Takes one in. One with the same address is replaced; what was said of it stays.
   *
   * @return addresses that were forgotten
   */
  List<String> add(Sighting seen) {
    Entry entry = new Entry(seen);
    Entry known = byAddress.put(seen.address(), entry);
    if (known != null) {
      byTime.remove(known);
    }
    int place = byTime.size();
    while (place > 0 && BY_TIME.compare(byTime.get(place - 1), entry) > 0) {
      place--;
    }
    byTime.add(place, entry);
    List<String> forgotten = new ArrayList<>();
    while (byTime.size() > limit) {
      String oldest = byTime.remove(0).facts.address();
      byAddress.remove(oldest);
      forgotten.add(oldest);
    }
    return forgotten;
  }

  /** The frame with this address; without a moment of capture, the newest with that id. */
  Optional<Anomaly> find(String address) {
    if (address.contains(FrameAddress.AT)) {
      return Optional.ofNullable(byAddress.get(address)).map(this::anomaly);
    }
    String start = address + FrameAddress.AT;
    for (int i = byTime.size() - 1; i >= 0; i--) {
      if (byTime.get(i).facts.address().startsWith(start)) {
        return Optional.of(anomaly(byTime.get(i)));
      }
    }
    return Optional.empty();
  }

  /** Notes what a person said; false where that changes none of the anomalies. */
  boolean judged(String address, Feedback.Verdict verdict, long sequence) {
    Feedback.Verdict before = verdicts.remove(address);
    verdicts.put(address, verdict);
    Entry entry = byAddress.get(address);
    if (entry == null || before == verdict) {
      return false;
    }
    entry.changed = sequence;
    return true;
  }

  /**
   * Newest first.
   *
   * @param after those only that have changed after this sequence
   * @param most largest number of anomalies to return
   */
  List<Anomaly> newest(long after, int most) {
    List<Anomaly> newest = new ArrayList<>();
    for (int i = byTime.size() - 1; i >= 0 && newest.size() < most; i--) {
      if (byTime.get(i).changed > after) {
        newest.add(anomaly(byTime.get(i)));
      }
    }
    return newest;
  }
}
