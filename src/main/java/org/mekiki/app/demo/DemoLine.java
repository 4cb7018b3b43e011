package org.mekiki.app.demo;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.app.common.ModelFacts;
import org.mekiki.app.teach.TeachingSession;
import org.mekiki.camera.CapturedFrame;
import org.mekiki.camera.simulated.SimulatedCamera;
import org.mekiki.camera.simulated.SimulatedLine;
import org.mekiki.camera.simulated.SimulationOptions;
import org.mekiki.config.MekikiConfig;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.service.ScoringService;
import org.mekiki.service.TrainingService;
import org.mekiki.service.monitor.ServiceMonitor;
import org.mekiki.stream.client.FramePublisher;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.codec.FrameRoles;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.Lifecycle;
import org.mekiki.terminal.Pace;
import org.mekiki.terminal.Progress;
import org.mekiki.terminal.Terminal;
import org.mekiki.view.View;

/** The demo's production line: both services, simulated cameras, and who counts what comes out. */
final class DemoLine {
  private static final String MODEL = "demo-part";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final MekikiConfig config;
  private final Terminal terminal;
  private final ServiceMonitor monitor;
  private final long seed;
  private final int cameras;
  private final SimulationOptions simulation;
  private ScoringService scoring;

  DemoLine(
      MekikiConfig config,
      Terminal terminal,
      ServiceMonitor monitor,
      long seed,
      int cameras,
      SimulationOptions simulation) {
    this.config = config;
    this.terminal = terminal;
    this.monitor = monitor;
    this.seed = seed;
    this.cameras = cameras;
    this.simulation = simulation;
  }

  /** Starts both services. */
  void start(BackboneGraph graph, Admin admin) throws InterruptedException {
    Lifecycle lifecycle = terminal.lifecycle();
    TrainingService training =
        lifecycle.closeAtEnd(
            "training", TrainingService.open(config, graph, monitor.listeners(), admin));
    monitor.add("training", training.runner(), training.group());
    training.start(terminal);
    scoring =
        lifecycle.closeAtEnd(
            "scoring", ScoringService.open(config, graph, monitor.listeners(), admin));
    monitor.add("scoring", scoring.runner(), scoring.group());
    monitor.readyWhen(scoring::isReady);
    scoring.start(terminal);
  }

  /**
   * Teaches the part from good frames, and waits until scoring has the model.
   *
   * @param view what the model sees of them; empty for the whole frame
   */
  void teach(int frames, Optional<View> view) throws IOException, InterruptedException {
    try (TeachingSession session = new TeachingSession(config, terminal, MODEL, frames, frames);
        SimulatedCamera camera = SimulatedLine.teacher(seed, frames, simulation)) {
      view.ifPresent(session::useView);
      session.send(camera, FrameRoles.TRAIN);
      TrainingEvent end = session.fit(null, PATIENCE);
      if (end.event() != TrainingEvent.Kind.PUBLISHED) {
        throw CommandException.failed("no model was published: " + end.message());
      }
      ModelFacts.print(terminal, session.manifest(end.version()));
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (scoring.models().manifest(MODEL).isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw CommandException.failed("scoring did not load the model; the log says why");
      }
      if (terminal.lifecycle().awaitStop(LOOK_EVERY)) {
        throw CommandException.failed("stopped before the first frame");
      }
    }
  }

  /**
   * Publishes frames and accounts for each.
   *
   * @param frames how many, or until the program is asked to end
   * @param rate frames a second
   */
  DemoTally.Summary score(long frames, double rate) throws InterruptedException, IOException {
    DemoTally tally = new DemoTally();
    long known = frames == Long.MAX_VALUE ? -1 : frames;
    Map<String, Object> consumer = config.kafka().consumerProperties();
    String scores = config.topics().scores().name();
    String deadLetters = config.topics().deadLetters().name();
    try (TopicFollower outcomes = new TopicFollower(consumer, List.of(scores, deadLetters), false);
        Progress progress = new Progress(terminal, "scoring", known)) {
      DemoCameras publisher = new DemoCameras(frames, rate, tally);
      Thread thread = new Thread(publisher, "mekiki-demo-cameras");
      thread.start();
      long done = 0;
      long heardAt = System.nanoTime();
      while (true) {
        for (TopicFollower.Entry entry : outcomes.poll()) {
          if (entry.topic().equals(scores)) {
            tally.scored(entry);
          } else {
            tally.deadLettered(entry);
          }
        }
        progress.to(tally.done());
        if (tally.done() > done || thread.isAlive()) {
          done = tally.done();
          heardAt = System.nanoTime();
        }
        // What is behind has as long as it takes; only silence says that frames are lost.
        boolean silent = System.nanoTime() - heardAt > PATIENCE.toNanos();
        if (!thread.isAlive() && (done >= publisher.published || silent)) {
          break;
        }
        requireAlive();
      }
      thread.join();
      if (publisher.failure != null) {
        throw CommandException.failed(publisher.failure.getMessage());
      }
    }
    return tally.summary();
  }

  private void requireAlive() {
    if (!scoring.runner().isLive()) {
      throw CommandException.failed(
          "scoring has ended: " + scoring.runner().endReason().orElse("the log above says why"));
    }
  }

  /** Sends the cameras' frames in turn, on a thread of its own. */
  private final class DemoCameras implements Runnable {
    private final long frames;
    private final double rate;
    private final DemoTally tally;
    private volatile long published;
    private volatile RuntimeException failure;

    DemoCameras(long frames, double rate, DemoTally tally) {
      this.frames = frames;
      this.rate = rate;
      this.tally = tally;
    }

    @Override
    public void run() {
      try (SimulatedLine line = new SimulatedLine(cameras, seed, frames, simulation);
          FramePublisher publisher = FramePublisher.toFrames(config)) {
        Pace pace = new Pace(rate);
        for (long n = 0; n < frames && !terminal.lifecycle().isStopping(); n++) {
          CapturedFrame frame = line.next().orElseThrow();
          pace.await(n, terminal.lifecycle());
          send(publisher, frame);
          published = n + 1;
        }
        publisher.flush();
      } catch (RuntimeException e) {
        failure = e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void send(FramePublisher publisher, CapturedFrame frame) {
      boolean defective = frame.label().map(label -> !label.good()).orElse(false);
      publisher.send(
          frame.camera(),
          frame.encoded(),
          Instant.now(),
          Map.of(FrameHeaders.MODEL, MODEL, FrameHeaders.FRAME_ID, frame.frameId().orElseThrow()),
          (partition, offset) -> tally.published(partition, offset, defective));
    }
  }
}
