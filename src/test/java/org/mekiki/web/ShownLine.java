package org.mekiki.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.mekiki.config.WebSettings;
import org.mekiki.detect.Detectability;
import org.mekiki.detect.KeptDetectability;
import org.mekiki.detect.Sights;
import org.mekiki.inspect.Feedback;
import org.mekiki.inspect.RejectedFrame;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.alarm.Drift;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.Models;
import org.mekiki.web.http.RefusedException;
import org.mekiki.web.line.LineLimits;
import org.mekiki.web.line.LineView;
import org.mekiki.web.line.PastAnomaly;
import org.mekiki.web.line.Sighting;
import org.mekiki.web.topics.AlarmsView;
import org.mekiki.web.topics.ModelsView;
import org.mekiki.web.topics.TrainingView;
import org.mekiki.web.topics.ViewsView;

/** A page on a line that a test makes up: it can be restarted, and its time is the test's. */
final class ShownLine implements AutoCloseable {
  final Time time = new Time();
  final Recorded changes = new Recorded();
  LineView line;
  ModelsView models;
  AlarmsView alarms;
  TrainingView training;
  ViewsView views;
  final DrawnViews setup = new DrawnViews();
  private static final String COMMAND = "kcat -P -t mekiki.frames -k cam-1 part.jpg";

  private String role = "score";
  private WebServer server;
  private int port;

  /** A clock that goes on, and can be put forward. */
  static final class Time extends Clock {
    private volatile Duration ahead = Duration.ZERO;

    void putForward(Duration by) {
      ahead = ahead.plus(by);
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** Takes down what was asked for. */
  static final class Recorded implements Changes {
    final List<Feedback> feedback = new CopyOnWriteArrayList<>();
    final List<String> rollbacks = new CopyOnWriteArrayList<>();

    /** Why the next change fails; null where it does not. */
    volatile RefusedException failure;

    /** Why nothing can be changed from here; null where it can. */
    volatile String refusal;

    @Override
    public Optional<String> refusal() {
      return Optional.ofNullable(refusal);
    }

    @Override
    public void rollback(String model, long version) {
      fail();
      rollbacks.add(model + " v" + version);
    }

    @Override
    public void judge(Feedback said) {
      fail();
      feedback.add(said);
    }

    private void fail() {
      if (failure != null) {
        throw failure;
      }
    }
  }

  ShownLine() {
    start();
  }

  /** A new process with the same address: it knows nothing of the one before. */
  private void start() {
    line = new LineView(LineLimits.DEFAULT, time);
    models = new ModelsView(time);
    alarms = Sources.alarms();
    training = new TrainingView();
    views = new ViewsView();
    server =
        WebServer.start(
            new WebSettings(true, "127.0.0.1", port),
            Sources.with(
                Sources.of(line, models, alarms, training, changes, new About(role, COMMAND)),
                views,
                setup));
    port = server.port();
  }

  /** The same address, of a service that teaches and scores nothing. */
  void becomeATrainer() {
    role = About.TRAINER;
    restart();
  }

  /** Ends the process. */
  void stop() {
    server.close();
  }

  void restart() {
    stop();
    start();
  }

  String url() {
    return server.url();
  }

  /** An anomalous frame. */
  void bad(String camera, String frameId) {
    line.scored(Shots.frame(camera, frameId, time.instant()), Shots.bad());
  }

  void good(String camera, String frameId) {
    line.scored(Shots.frame(camera, frameId, time.instant()), Shots.good());
  }

  /** What the version that scores can see. */
  void measured(Detectability figures) {
    try {
      KeptDetectability seen = KeptDetectability.of(MANIFEST.chunks().sha256(), figures);
      TrainingView.Sight sight = new TrainingView.Sight(seen, seen.toBytes());
      training.versions("part", 3, List.of(OLDER, MANIFEST), Map.of(3L, sight));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Something of everything that the page can show: each state, alarms, teaching, history. */
  void fill() {
    models.loaded(MANIFEST, 1000, Duration.ofMillis(5));
    training.published("part", "r1", 3, 40, time.instant().minusSeconds(90));
    measured(Sights.some());
    for (int i = 0; i < 60; i++) {
      line.recalled(
          new PastAnomaly(
              "cam-" + (1 + i % 6),
              "frames-3-" + i,
              time.instant().minusSeconds(600L * (60 - i)),
              "part",
              2,
              14 + i % 9,
              0.7,
              Shots.THRESHOLD,
              Drawn.WIDTH,
              Drawn.HEIGHT,
              List.of(Drawn.DEFECT),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              time.instant().minusSeconds(600L * (60 - i))));
    }
    drawn("cam-5", "before", true);
    time.putForward(Duration.ofMinutes(3));
    Map<String, Object> counted = Map.of("badFrames", 3, "ofFrames", 5);
    alarms.raised("a1", "cam-2", "anomalous", time.instant(), "cam-2: 3 of the last 5", counted);
    Map<String, Object> silent = Map.of("lastFrameAt", time.instant().toString());
    alarms.raised("a2", "cam-9", "no-frames", time.instant(), "cam-9: no frame for 5m", silent);
    alarms.caughtUp();
    for (int i = 0; i < 80; i++) {
      for (String camera : List.of("cam-1", "cam-2", "cam-3")) {
        drawn(camera, camera + "-" + i, camera.equals("cam-2") && (i == 40 || i > 77));
      }
    }
    line.measured("cam-1", new Drift(0.12, 0.03, 0.4, 1.1, 250));
    refuse(
        "cam-4",
        Rejection.NO_MODEL,
        "camera cam-4 wants model 'part-8', of which no version is loaded");
    refuse("cam-6", Rejection.BAD_METADATA, "header captured-at is 'yesterday'; valid: ISO 8601");
  }

  private static final ModelManifest OLDER = Models.manifest("part", 2, Models.selection(2));
  private static final ModelManifest MANIFEST = Models.manifest("part", 3, Models.selection(1));

  /** A frame with a picture that looks like one. */
  void drawn(String camera, String frameId, boolean bad) {
    line.scored(
        Shots.frame(camera, frameId, time.instant().minusMillis(40), Drawn.content(bad)),
        Drawn.inspection(bad));
  }

  void refuse(String camera, Rejection why, String message) {
    line.rejected(
        new RejectedFrame(
            camera,
            camera + "-refused",
            Optional.of("part-8"),
            why,
            message,
            Optional.of(Drawn.content(false))));
  }

  /** Somebody says this of the newest anomaly, in another tab. */
  void judge(Feedback.Verdict verdict) {
    Sighting seen = line.anomalies(0).get(0).frame();
    line.judged(
        new Feedback(
            seen.camera(),
            seen.frameId(),
            Instant.ofEpochMilli(seen.capturedAtMillis()),
            seen.model(),
            seen.modelVersion(),
            seen.score(),
            seen.threshold(),
            verdict,
            time.instant()));
  }

  @Override
  public void close() {
    stop();
  }
}
