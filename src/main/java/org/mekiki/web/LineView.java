package org.mekiki.web;

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
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.alarm.Alarm;
import org.mekiki.inspect.alarm.AlarmListener;
import org.mekiki.inspect.alarm.Drift;

/**
 * What the page shows: a bounded memory of the line.
 *
 * <p>Being told of a frame costs well under a microsecond: references and numbers are stored, no
 * pixel is touched. Encoding, scaling and JSON are done for whoever asks. {@link LineLimits} bounds
 * the memory. Every scored or rejected frame gets the next sequence number, so a reader asks for
 * what came after the one that it knows. Thread-safe.
 */
public final class LineView implements InspectionListener, AlarmListener {
  private static final int LONGEST_ID = 512;

  private final LineLimits limits;
  private final Clock clock;
  private final LineTotals totals;
  private final ShotStore<String> latest;
  private final ShotStore<String> anomalyShots;

  /**
   * Held while a frame is taken in, so that whoever reads a sequence under it finds everything up
   * to that sequence. Guards the fields below.
   */
  private final Object intake = new Object();

  /** In order of last activity. */
  private final Map<String, CameraState> cameras = new LinkedHashMap<>();

  private final AnomalyLog anomalies;

  private long sequence;

  /** A view within the default limits. */
  public LineView() {
    this(LineLimits.DEFAULT, Clock.systemUTC());
  }

  public LineView(LineLimits limits, Clock clock) {
    this.limits = Objects.requireNonNull(limits, "limits");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.totals = new LineTotals(clock.millis());
    this.latest = new ShotStore<>(limits.frameBytes());
    this.anomalyShots = new ShotStore<>(limits.anomalyBytes());
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
      latest.put(frame.camera(), shot);
      if (seen.anomalous()) {
        remember(shot);
      }
    }
  }

  @Override
  public void rejected(String camera, Rejection rejection) {
    synchronized (intake) {
      long now = clock.millis();
      sequence++;
      totals.rejected(rejection, now);
      if (!camera.isEmpty() && camera.length() <= LONGEST_ID) {
        state(camera).rejected(rejection, sequence, now);
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
    CameraState state;
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

  /** A person has said this of a frame; it is noted if it is one of the last anomalies. */
  void judged(String address, Feedback.Verdict verdict) {
    synchronized (intake) {
      if (anomalies.judged(address, verdict, sequence + 1)) {
        sequence++;
      }
    }
  }

  private void remember(Shot shot) {
    anomalyShots.put(shot.facts().address(), shot);
    anomalies.add(shot.facts()).forEach(anomalyShots::remove);
  }

  private CameraState state(String camera) {
    CameraState state = cameras.remove(camera);
    if (state == null) {
      state = new CameraState(camera, limits.history());
      if (cameras.size() == limits.cameras()) {
        String silent = cameras.keySet().iterator().next();
        cameras.remove(silent);
        latest.remove(silent);
      }
    }
    cameras.put(camera, state);
    return state;
  }

  /** Sequence of the newest frame, 0 before the first. */
  long sequence() {
    synchronized (intake) {
      return sequence;
    }
  }

  long nowMillis() {
    return clock.millis();
  }

  LineSummary summary() {
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
   * @param points of history after that sequence, so many at most for each camera
   */
  List<CameraRow> cameras(long after, int points) {
    List<CameraState> states;
    synchronized (intake) {
      states = new ArrayList<>(cameras.values());
    }
    long now = clock.millis();
    return states.stream()
        .filter(state -> state.changed() > after)
        .sorted(Comparator.comparing(CameraState::camera))
        .map(state -> state.row(after, points, now, latest.contains(state.camera())))
        .toList();
  }

  /** One camera with its whole history. */
  Optional<CameraRow> camera(String camera) {
    CameraState state;
    synchronized (intake) {
      state = cameras.get(camera);
    }
    return Optional.ofNullable(state)
        .map(found -> found.row(0, limits.history(), clock.millis(), latest.contains(camera)));
  }

  /** A camera's latest picture, where it is still there. */
  Optional<Shot> latestShot(String camera) {
    return latest.get(camera);
  }

  /** The last anomalies that have changed after a sequence, newest first. */
  List<AnomalyRow> anomalies(long after) {
    List<AnomalyLog.Anomaly> newest;
    synchronized (intake) {
      newest = anomalies.newest(after, limits.anomalies());
    }
    return newest.stream().map(this::anomalyRow).toList();
  }

  /** One of the last anomalies. */
  Optional<AnomalyRow> anomaly(String address) {
    synchronized (intake) {
      return anomalies.find(address).map(this::anomalyRow);
    }
  }

  /** What is known of one of the last anomalies. */
  Optional<Sighting> anomalySighting(String address) {
    synchronized (intake) {
      return anomalies.find(address).map(AnomalyLog.Anomaly::facts);
    }
  }

  private AnomalyRow anomalyRow(AnomalyLog.Anomaly anomaly) {
    return new AnomalyRow(
        SightingView.of(anomaly.facts()),
        anomalyShots.contains(anomaly.facts().address()),
        anomaly.verdict());
  }

  /** An anomaly's picture, where it is still there. */
  Optional<Shot> anomalyShot(String address) {
    return anomalySighting(address).flatMap(seen -> anomalyShots.get(seen.address()));
  }

  /** Bytes of pictures and maps that it holds on to. */
  long pictureBytes() {
    return latest.bytes() + anomalyShots.bytes();
  }
}
