package org.mekiki.web.topics;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mekiki.inspect.alarm.DriftRule;
import org.mekiki.inspect.alarm.OpenAlarms;
import org.mekiki.web.line.CameraKey;

/**
 * The alarms that are open now, of all cameras, whichever instance watches them. Its feeder reads
 * the alarms' topic from its oldest record, so a restart forgets none; the topic is what counts,
 * because only there an alarm is known to be committed. Bounded: beyond {@value #MOST} the one
 * raised longest ago is forgotten. Thread-safe.
 */
public final class AlarmsView {
  static final int MOST = 2000;

  private final DriftRule limits;
  private final OpenAlarms<Open> open = new OpenAlarms<>(MOST);

  /** When, by the alarm's id; also while the topic is read anew. */
  private final Map<String, Long> acknowledged =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST;
        }
      };

  private boolean complete;
  private long changes;

  /**
   * An open alarm, in the API's JSON.
   *
   * @param camera its id; where the alarm is about a partition, that
   * @param key the camera's id as a segment of an address; empty where it is about a partition
   * @param kind as in settings: {@code no-frames}
   * @param evidence what was measured, by name, as on the topic: the page says it in its reader's
   *     language
   * @param acknowledgedAtMillis when a person took note of it; 0 where nobody did
   */
  public record Open(
      String id,
      String camera,
      String key,
      String kind,
      long raisedAtMillis,
      String message,
      Map<String, Object> evidence,
      long acknowledgedAtMillis) {
    public Open {
      evidence = Map.copyOf(evidence);
    }

    Open acknowledged(long atMillis) {
      return new Open(id, camera, key, kind, raisedAtMillis, message, evidence, atMillis);
    }
  }

  /** The limits in the API's JSON. */
  record Limits(double psi, double clearPsi, int minimumFrames, long windowMillis) {}

  /**
   * All of it, in the API's JSON.
   *
   * @param complete whether all that is on the topic has been read
   * @param open newest first
   */
  public record Alarms(boolean complete, Limits drift, List<Open> open) {}

  /**
   * @param limits of the alarm about drift
   */
  public AlarmsView(DriftRule limits) {
    this.limits = Objects.requireNonNull(limits, "limits");
  }

  /**
   * An alarm was raised.
   *
   * @param id the same when it is cleared
   */
  public void raised(
      String id,
      String camera,
      String kind,
      Instant raisedAt,
      String message,
      Map<String, Object> evidence) {
    long at = raisedAt.toEpochMilli();
    raise(new Open(id, camera, CameraKey.of(camera), kind, at, message, evidence, 0), raisedAt);
  }

  /**
   * An alarm that is about no camera was raised.
   *
   * @param partition what it is about, {@code topic-partition}
   */
  public void raisedForPartition(
      String id,
      String partition,
      String kind,
      Instant raisedAt,
      String message,
      Map<String, Object> evidence) {
    long at = raisedAt.toEpochMilli();
    raise(new Open(id, partition, "", kind, at, message, evidence, 0), raisedAt);
  }

  private synchronized void raise(Open alarm, Instant raisedAt) {
    if (open.raised(alarm.id(), alarm.camera(), alarm.kind(), raisedAt, alarm)) {
      changes++;
    }
  }

  /** An alarm was cleared; nothing happens if another one has taken its place. */
  public synchronized void cleared(String id, String subject, String kind, Instant raisedAt) {
    if (open.cleared(id, subject, kind, raisedAt, null)) {
      acknowledged.remove(id);
      changes++;
    }
  }

  /**
   * A person has taken note of an open alarm. This process remembers it until the alarm is cleared;
   * on the topic nothing changes.
   *
   * @return whether there is such an alarm
   */
  public synchronized boolean acknowledge(String id, long atMillis) {
    boolean there = open.open().stream().anyMatch(alarm -> alarm.id().equals(id));
    if (there) {
      note(id, atMillis);
    }
    return there;
  }

  /** A person has taken note of all open alarms of a camera. */
  public synchronized void acknowledgeAll(String camera, long atMillis) {
    open.open().stream()
        .filter(alarm -> !alarm.key().isEmpty() && alarm.camera().equals(camera))
        .forEach(alarm -> note(alarm.id(), atMillis));
  }

  private void note(String id, long atMillis) {
    if (acknowledged.putIfAbsent(id, atMillis) == null) {
      changes++;
    }
  }

  /** All that is on the topic has been read. */
  public synchronized void caughtUp() {
    if (!complete) {
      complete = true;
      changes++;
    }
  }

  /** The topic is read anew from its oldest record. */
  public synchronized void beginAnew() {
    open.forget(alarm -> true);
    complete = false;
    changes++;
  }

  /** Grows with each change. */
  public synchronized long changes() {
    return changes;
  }

  public synchronized Alarms alarms() {
    List<Open> newest =
        open.open().stream()
            .map(alarm -> alarm.acknowledged(acknowledged.getOrDefault(alarm.id(), 0L)))
            .sorted(Comparator.comparingLong(Open::raisedAtMillis).reversed())
            .toList();
    return new Alarms(
        complete,
        new Limits(
            limits.psi(), limits.clearPsi(), limits.minimumFrames(), limits.window().toMillis()),
        newest);
  }
}
