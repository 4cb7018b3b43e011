package org.mekiki.web.line;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mekiki.inspect.Misplacement;
import org.mekiki.inspect.RejectedFrame;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.alarm.Drift;

/** The numbers of one camera. Thread-safe; each method is a short critical section. */
final class CameraFigures {
  private final String camera;
  private final String key;
  private final ScoreHistory history;
  private final RateMeter rate = new RateMeter();
  private final Map<Rejection, Long> rejections = new EnumMap<>(Rejection.class);
  private final Map<String, Long> misplaced = new TreeMap<>();
  private Sighting latest;
  private long good;
  private long anomalous;
  private long lastAnomalyAtMillis;
  private RejectedFrame lastRejection;
  private long lastRejectionAtMillis;
  private boolean scoredLast;
  private Drift drift;
  private long changed;

  CameraFigures(String camera, int history) {
    this.camera = camera;
    this.key = CameraKey.of(camera);
    this.history = new ScoreHistory(history);
  }

  String camera() {
    return camera;
  }

  /** Drift is measured against one version of a model; another one has none yet. */
  synchronized void scored(Sighting seen) {
    if (latest != null
        && (latest.modelVersion() != seen.modelVersion() || !latest.model().equals(seen.model()))) {
      drift = null;
    }
    if (latest == null || seen.sequence() > latest.sequence()) {
      latest = seen;
    }
    history.add(seen);
    rate.add(seen.seenAtMillis());
    scoredLast = true;
    changed = Math.max(changed, seen.sequence());
    if (seen.anomalous()) {
      anomalous++;
      lastAnomalyAtMillis = seen.seenAtMillis();
    } else {
      good++;
    }
  }

  /** After the frame that it was measured with. */
  synchronized void drifted(Drift measured) {
    drift = measured;
  }

  synchronized void rejected(RejectedFrame frame, long sequence, long nowMillis) {
    rejections.merge(frame.rejection(), 1L, Long::sum);
    rate.add(nowMillis);
    lastRejection = withoutPicture(frame);
    lastRejectionAtMillis = nowMillis;
    scoredLast = false;
    changed = Math.max(changed, sequence);
  }

  synchronized void misplaced(Misplacement why) {
    misplaced.merge(why.label(), 1L, Long::sum);
  }

  /** What is kept for long must not hold on to pixels. */
  private static RejectedFrame withoutPicture(RejectedFrame frame) {
    return new RejectedFrame(
        frame.camera(),
        frame.frameId(),
        frame.model(),
        frame.rejection(),
        frame.message(),
        Optional.empty());
  }

  /** Sequence of the newest thing that happened to it. */
  synchronized long changed() {
    return changed;
  }

  /**
   * What the page shows of it.
   *
   * @param after points with a greater sequence only
   * @param unscored sequence of the last frame, if that could not be scored and its picture is
   *     there; else 0
   */
  synchronized CameraRow row(
      long after, int limit, long nowMillis, boolean hasPicture, long unscored) {
    CameraRow.Refusals refusals =
        new CameraRow.Refusals(
            rejections.values().stream().mapToLong(Long::longValue).sum(),
            Labels.byReason(rejections),
            lastRejection == null ? null : lastRejection.rejection().label(),
            lastRejection == null ? null : lastRejection.message(),
            lastRejection == null ? null : lastRejection.frameId(),
            lastRejection == null ? null : lastRejection.model().orElse(null),
            lastRejectionAtMillis,
            !scoredLast,
            scoredLast ? 0 : unscored);
    return new CameraRow(
        key,
        camera,
        changed,
        latest,
        hasPicture && latest != null,
        rate.perSecond(nowMillis),
        good,
        anomalous,
        lastAnomalyAtMillis,
        refusals,
        Map.copyOf(misplaced),
        drift,
        history.newest(after, limit));
  }
}
