package org.mekiki.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.mekiki.config.WebSettings;
import org.mekiki.inspect.Feedback;

/** A page on a line that a test makes up: it can be restarted, and its time is the test's. */
final class ShownLine implements AutoCloseable {
  final Time time = new Time();
  final Recorded changes = new Recorded();
  LineView line;
  ModelsView models;
  AlarmsView alarms;
  TrainingView training;
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

    @Override
    public Optional<String> refusal() {
      return Optional.empty();
    }

    @Override
    public void rollback(String model, long version) {
      rollbacks.add(model + " v" + version);
    }

    @Override
    public void judge(Feedback said) {
      feedback.add(said);
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
    server =
        WebServer.start(
            new WebSettings(true, "127.0.0.1", port),
            Sources.of(line, models, alarms, training, changes));
    port = server.port();
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

  /** Somebody says this of the newest anomaly, in another tab. */
  void judge(Feedback.Verdict verdict) {
    SightingView seen = line.anomalies(0).get(0).frame();
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
