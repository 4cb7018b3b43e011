package org.mekiki.web.line;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.mekiki.inspect.Feedback;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.InspectionListener;
import org.mekiki.inspect.Misplacement;
import org.mekiki.inspect.RejectedFrame;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.alarm.Alarm;
import org.mekiki.inspect.alarm.AlarmListener;
import org.mekiki.inspect.alarm.Drift;

/**
 * What the page shows: a bounded memory of the line.
 *
 * <p>Being told of a frame costs well under a microsecond: references and numbers are stored, no
 * pixel is touched. Encoding, scaling and JSON are done only when somebody asks. {@link LineLimits}
 * bounds the memory. Every scored or rejected frame gets the next sequence number, so a reader asks
 * for what came after the one that it knows. Thread-safe.
 */
public final class LineView implements InspectionListener, AlarmListener {
  private static final int LONGEST_ID = 512;

  /** Of the last anomalies that many are beside the cameras; the history has all. */
  private static final int SHOWN = 200;

  private final LineLimits limits;
  private final Clock clock;
  private final LineTotals totals;
  private final LinePictures pictures;

  /**
   * Held while a frame is taken in, so that a reader of a sequence under it finds everything up to
   * that sequence. Guards the fields below.
   */
  private final Object intake = new Object();

  /** In order of last activity. */
  private final Map<String, CameraFigures> cameras = new LinkedHashMap<>();

  private final AnomalyLog anomalies;

  private final RefusedLog refused = new RefusedLog();
  private long sequence;
  private long removals;

  /** A view within the default limits. */
  public LineView() {
    this(LineLimits.DEFAULT, Clock.systemUTC());
  }

  public LineView(LineLimits limits, Clock clock) {
    this.limits = Objects.requireNonNull(limits, "limits");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.totals = new LineTotals(clock.millis());
    this.pictures = new LinePictures(limits);
    this.anomalies = new AnomalyLog(limits.anomalies());
  }

  /** Cameras whose id is longer than 512 characters count in the totals only. */
  @Override
  public void scored(Frame frame, Inspection inspection) {
    synchronized (intake) {
      Sighting seen = Sighting.of(++sequence, clock.millis(), frame, inspection);
      totals.scored(seen);
      if (frame.camera().length() > LONGEST_ID) {
        return;
      }
      state(frame.camera()).scored(seen);
      Shot shot = new Shot(seen, frame.picture(), inspection.heatmap());
      pictures.scored(shot);
      if (seen.anomalous()) {
        pictures.anomaly(shot);
        anomalies.add(seen).forEach(pictures.anomalies::remove);
      }
    }
  }

  @Override
  public void rejected(String camera, Rejection rejection) {
    rejected(
        new RejectedFrame(
            camera, "", Optional.empty(), rejection, rejection.label(), Optional.empty()));
  }

  @Override
  public void rejected(RejectedFrame frame) {
    String camera = frame.camera();
    synchronized (intake) {
      long now = clock.millis();
      sequence++;
      totals.rejected(frame.rejection(), now);
      if (camera.length() > LONGEST_ID) {
        return;
      }
      refused.add(frame, sequence, now).forEach(pictures.refused::remove);
      pictures.refused(frame, sequence, now);
      if (!camera.isEmpty()) {
        state(camera).rejected(frame, sequence, now);
      }
    }
  }

  @Override
  public void misplaced(String camera, Misplacement why) {
    synchronized (intake) {
      if (camera.length() <= LONGEST_ID) {
        state(camera).misplaced(why);
      }
    }
  }

  @Override
  public void learned(String model) {
    synchronized (intake) {
      sequence++;
      totals.learned(model);
    }
  }

  @Override
  public void measured(String camera, Drift drift) {
    CameraFigures state;
    synchronized (intake) {
      state = cameras.get(camera);
    }
    if (state != null) {
      state.drifted(drift);
    }
  }

  /** Alarms are read from their topic, where only those are that were committed. */
  @Override
  public void changed(Alarm alarm) {}

  /**
   * An anomaly that lies on its topic, of whichever process. One that is known already stays as it
   * is: this process knows more of its own.
   */
  public void recalled(PastAnomaly anomaly) {
    synchronized (intake) {
      if (anomaly.camera().length() <= LONGEST_ID && anomalies.find(anomaly.address()).isEmpty()) {
        anomalies.add(Sighting.of(++sequence, anomaly)).forEach(pictures.anomalies::remove);
      }
    }
  }

  /** A person has said this of a frame, here or elsewhere. */
  public void judged(Feedback said) {
    synchronized (intake) {
      if (anomalies.judged(
          FrameAddress.of(said.camera(), said.frameId(), said.capturedAt().toEpochMilli()),
          said.verdict(),
          sequence + 1)) {
        sequence++;
      }
    }
  }

  /** A camera that is no longer there is forgotten; with its next frame it is there again. */
  public void retire(String camera) {
    synchronized (intake) {
      if (cameras.remove(camera) != null) {
        pictures.forget(camera);
        removals++;
      }
    }
  }

  /** Grows with each camera that was retired. */
  public long removals() {
    synchronized (intake) {
      return removals;
    }
  }

  private CameraFigures state(String camera) {
    CameraFigures state = cameras.remove(camera);
    if (state == null) {
      state = new CameraFigures(camera, limits.history());
      if (cameras.size() == limits.cameras()) {
        String silent = cameras.keySet().iterator().next();
        cameras.remove(silent);
        pictures.forget(silent);
      }
    }
    cameras.put(camera, state);
    return state;
  }

  /** Sequence of the newest frame, 0 before the first. */
  public long sequence() {
    synchronized (intake) {
      return sequence;
    }
  }

  public long nowMillis() {
    return clock.millis();
  }

  public LineSummary summary() {
    int count;
    synchronized (intake) {
      count = cameras.size();
    }
    return totals.summary(count, clock.millis());
  }

  /**
   * Cameras to which something happened, by name.
   *
   * @param after the sequence that the reader knows; 0 for all cameras
   * @param points most points of history after that sequence, for each camera
   */
  public List<CameraRow> cameras(long after, int points) {
    List<CameraFigures> states;
    synchronized (intake) {
      states = new ArrayList<>(cameras.values());
    }
    long now = clock.millis();
    return states.stream()
        .filter(state -> state.changed() > after)
        .sorted(Comparator.comparing(CameraFigures::camera))
        .map(state -> row(state, after, points, now))
        .toList();
  }

  /** One camera with its whole history. */
  public Optional<CameraRow> camera(String camera) {
    CameraFigures state;
    synchronized (intake) {
      state = cameras.get(camera);
    }
    return Optional.ofNullable(state).map(found -> row(found, 0, limits.history(), clock.millis()));
  }

  private CameraRow row(CameraFigures state, long after, int points, long now) {
    String camera = state.camera();
    long unscored = pictures.unscored.get(camera).map(RefusedLog.Unscored::sequence).orElse(0L);
    return state.row(after, points, now, pictures.latest.contains(camera), unscored);
  }

  /** A camera's latest picture, where it is still there. */
  public Optional<Shot> latestShot(String camera) {
    return pictures.latest.get(camera);
  }

  /** A camera's last frame, where that could not be scored and its picture is still there. */
  public Optional<RefusedLog.Unscored> unscored(String camera) {
    return pictures.unscored.get(camera);
  }

  /** Some of a camera's last frames whose pictures are still there, newest first. */
  public List<RecentFrame> recent(String camera) {
    return pictures.recent.of(camera);
  }

  /** The last frames that could not be scored, newest first. */
  public List<RefusedLog.Refused> refused() {
    synchronized (intake) {
      return refused.newest();
    }
  }

  /** The picture of a frame that could not be scored. */
  public Optional<RefusedLog.Unscored> refusedPicture(String address) {
    return pictures.refused.get(address);
  }

  /**
   * The last anomalies that have changed after a sequence, newest first, {@value #SHOWN} at most.
   */
  public List<AnomalyRow> anomalies(long after) {
    return anomalies(after, SHOWN);
  }

  /** All that are remembered, newest first. */
  public List<AnomalyRow> allAnomalies() {
    return anomalies(0, limits.anomalies());
  }

  private List<AnomalyRow> anomalies(long after, int most) {
    List<AnomalyLog.Anomaly> newest;
    synchronized (intake) {
      newest = anomalies.newest(after, most);
    }
    return newest.stream().map(this::anomalyRow).toList();
  }

  /** One of the last anomalies. */
  public Optional<AnomalyRow> anomaly(String address) {
    synchronized (intake) {
      return anomalies.find(address).map(this::anomalyRow);
    }
  }

  /** What is known of one of the last anomalies. */
  public Optional<Sighting> anomalySighting(String address) {
    synchronized (intake) {
      return anomalies.find(address).map(AnomalyLog.Anomaly::facts);
    }
  }

  private AnomalyRow anomalyRow(AnomalyLog.Anomaly anomaly) {
    Optional<Shot> shot = pictures.anomalies.get(anomaly.facts().address());
    return new AnomalyRow(
        anomaly.facts(),
        shot.isPresent(),
        shot.map(Shot::reference).map(Shot::facts).map(AnomalyRow.Reference::of).orElse(null),
        anomaly.verdict());
  }

  /** An anomaly's picture, where it is still there. */
  public Optional<Shot> anomalyShot(String address) {
    return anomalySighting(address).flatMap(seen -> pictures.anomalies.get(seen.address()));
  }

  /** Bytes of pictures and maps that it holds on to. */
  long pictureBytes() {
    return pictures.bytes();
  }
}
