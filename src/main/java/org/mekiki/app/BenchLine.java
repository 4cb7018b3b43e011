package org.mekiki.app;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.bench.Measurement;
import org.mekiki.config.MekikiConfig;
import org.mekiki.inspect.InspectionListener;
import org.mekiki.inspect.alarm.AlarmListener;
import org.mekiki.model.ModelEvents;
import org.mekiki.model.ModelManifest;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.stream.FrameHeaders;
import org.mekiki.stream.FramePublisher;
import org.mekiki.stream.FrameRoles;
import org.mekiki.stream.Teaching;
import org.mekiki.stream.TopicFollower;
import org.mekiki.stream.TrainingEvent;
import org.mekiki.stream.models.ModelCatalog;

/**
 * What {@code bench} measures over a broker: teaches a model, then starts scoring on it, sends
 * frames as fast as they go, and at half that rate. Broker and cameras share the machine with the
 * services.
 */
final class BenchLine {
  private static final String MODEL = "bench-part";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LATENCY_RUN = Duration.ofSeconds(6);

  /** Spread well over the partitions, whatever their keys hash to. */
  private static final int CAMERAS = 32;

  private static final int WARM_UP_ROUNDS = 3;

  private static final int ROUNDS = 3;

  private final Terminal terminal;
  private final MekikiConfig config;
  private final BackboneGraph graph;
  private final List<byte[]> pictures;
  private final double backboneMillis;
  private final int threads;
  private final List<Measurement> measurements = new ArrayList<>();

  /**
   * @param pictures that all frames are made of
   * @param backboneMillis one pass on one thread, in this run
   */
  BenchLine(
      Terminal terminal,
      MekikiConfig config,
      BackboneGraph graph,
      List<byte[]> pictures,
      double backboneMillis) {
    this.terminal = terminal;
    this.config = config;
    this.graph = graph;
    this.pictures = pictures;
    this.backboneMillis = backboneMillis;
    this.threads = config.score().threadsOn(Runtime.getRuntime().availableProcessors());
  }

  /**
   * Measures all of it.
   *
   * @param good frames to teach
   * @param frames to score as fast as they go
   * @param facts lines for people are added here
   */
  List<Measurement> run(Admin admin, int good, int frames, List<String> facts)
      throws InterruptedException, IOException {
    try (TrainingService training =
        new TrainingService(config, graph, InspectionListener.NOOP, admin)) {
      training.start();
      // Kafka's code is interpreted at first, and its compilation takes half a minute of processor
      // time.
      teach("bench-warm-up", good / 2 + 1, new ArrayList<>());
      measurements.clear();
      teach(MODEL, good, facts);
    }
    try (FramePublisher publisher =
            new FramePublisher(
                config.kafka().producerProperties(),
                config.topics().frames().name(),
                config.topics().maxMessageBytes());
        TopicFollower scores =
            new TopicFollower(
                config.kafka().consumerProperties(), config.topics().scores().name(), false)) {
      send(publisher, 0);
      publisher.flush();
      long start = System.nanoTime();
      try (ScoringService scoring =
          new ScoringService(
              config, graph, InspectionListener.NOOP, AlarmListener.NOOP, ModelEvents.NOOP)) {
        scoring.start(terminal);
        awaitScores(scores, 1, null);
        add("start to first score", threads, millisSince(start));
        saturate(publisher, scores, frames);
        double perSecond = 1000 / measurements.get(measurements.size() - 1).medianMillis();
        paced(publisher, scores, perSecond / 2, facts);
      }
    }
    return measurements;
  }

  private void add(String stage, int concurrent, double millis) {
    measurements.add(new Measurement(stage, concurrent, millis, millis / backboneMillis));
  }

  private static double millisSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  private void teach(String model, int good, List<String> facts) {
    try (Teaching teaching =
        new Teaching(
            config.kafka().producerProperties(),
            config.kafka().consumerProperties(),
            KafkaNames.training(config.topics()),
            config.topics().maxMessageBytes(),
            model,
            Instant.now())) {
      terminal.tell("teaching %s with %d frames over the broker", model, good);
      // The first frame finds threads without partitions; it is not timed.
      teaching.send(pictures.get(0), FrameRoles.TRAIN, "0", Instant.now());
      TeachingTimes times = new TeachingTimes();
      await(teaching, times, 1);
      long start = System.nanoTime();
      for (int i = 1; i < good; i++) {
        byte[] picture = pictures.get(i % pictures.size());
        teaching.send(picture, FrameRoles.TRAIN, Integer.toString(i), Instant.now());
      }
      await(teaching, times, good);
      add("teach, a frame", threads, (times.lastEmbedded - start) / 1e6 / (good - 1));
      long fit = System.nanoTime();
      teaching.fit(1, null);
      TrainingEvent end = await(teaching, times, Integer.MAX_VALUE);
      if (end.event() != TrainingEvent.Kind.PUBLISHED) {
        throw CommandException.failed("no model was published: " + end.message());
      }
      add("fit and publish", threads, millisSince(fit));
      ModelManifest manifest =
          ModelCatalog.read(config.kafka().consumerProperties(), config.topics().models().name())
              .kept(model, end.version())
              .orElseThrow();
      facts.add(
          String.format(
              "model on the topic: %.1f MB in %d chunks, %s",
              manifest.chunks().totalBytes() / 1e6,
              manifest.chunks().count(),
              config.padim().modelPrecision().text()));
    }
  }

  private static final class TeachingTimes {
    private int embedded;
    private long lastEmbedded;

    void heard(TrainingEvent event) {
      if (event.event() == TrainingEvent.Kind.EMBEDDED) {
        embedded++;
        lastEmbedded = System.nanoTime();
      } else if (event.event() == TrainingEvent.Kind.REJECTED) {
        throw CommandException.failed("a frame was not learned: " + event.message());
      }
    }
  }

  /** Until so many frames are embedded, or the run has ended: then its last event. */
  private TrainingEvent await(Teaching teaching, TeachingTimes times, int embedded) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (times.embedded < embedded) {
      TrainingEvent end = teaching.poll(times::heard);
      if (end != null) {
        return end;
      }
      failIfOver(deadline, "the trainer did not finish");
    }
    return null;
  }

  private void failIfOver(long deadline, String what) {
    if (terminal.lifecycle().isStopping()) {
      throw CommandException.failed("stopped before the end");
    }
    if (System.nanoTime() > deadline) {
      throw CommandException.failed(
          what + " within " + PATIENCE.toSeconds() + " s; the log says why");
    }
  }

  private void send(FramePublisher publisher, long number) {
    publisher.send(
        "cam-" + number % CAMERAS,
        pictures.get((int) (number % pictures.size())),
        Instant.now(),
        Map.of(FrameHeaders.MODEL, MODEL),
        FramePublisher.Acknowledgement.IGNORED);
  }

  /** Waits for so many scores; notes the latency of each, where there is a list for it. */
  private long awaitScores(TopicFollower scores, long count, List<Double> latencies)
      throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long seen = 0;
    while (seen < count) {
      List<TopicFollower.Entry> entries = scores.poll();
      long now = System.currentTimeMillis();
      for (TopicFollower.Entry entry : entries) {
        if (latencies != null) {
          latencies.add((double) (now - entry.score().getCapturedAt().toEpochMilli()));
        }
      }
      seen += entries.size();
      failIfOver(deadline, "only " + seen + " of " + count + " frames were scored");
    }
    return seen;
  }

  /** As fast as they go: from the first frame sent to the last score read. */
  private void saturate(FramePublisher publisher, TopicFollower scores, int frames)
      throws IOException, InterruptedException {
    terminal.tell("scoring %d frames over the broker", frames);
    int each = Math.max(1, frames / ROUNDS);
    double[] millis = new double[WARM_UP_ROUNDS + ROUNDS];
    for (int round = 0; round < millis.length; round++) {
      long start = System.nanoTime();
      Thread cameras =
          new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  send(publisher, i);
                }
                publisher.flush();
              },
              "mekiki-bench-cameras");
      cameras.start();
      awaitScores(scores, each, null);
      millis[round] = millisSince(start) / each;
      cameras.join();
    }
    double[] sorted = Arrays.copyOfRange(millis, WARM_UP_ROUNDS, millis.length);
    Arrays.sort(sorted);
    add("frame over the broker", threads, sorted[sorted.length / 2]);
  }

  private void paced(
      FramePublisher publisher, TopicFollower scores, double perSecond, List<String> facts)
      throws InterruptedException, IOException {
    long frames = Math.max(1, (long) (perSecond * LATENCY_RUN.toMillis() / 1000));
    terminal.tell("%d frames at %.0f a second", frames, perSecond);
    List<Double> latencies = new ArrayList<>();
    Thread cameras =
        new Thread(
            () -> {
              Pace pace = new Pace(perSecond);
              try {
                for (long i = 0; i < frames; i++) {
                  pace.await(i, terminal.lifecycle());
                  send(publisher, i);
                }
                publisher.flush();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "mekiki-bench-cameras");
    cameras.start();
    awaitScores(scores, frames, latencies);
    cameras.join();
    double[] sorted = latencies.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    add("captured to scored, median, half load", threads, quantile(sorted, 0.5));
    add("captured to scored, p99, half load", threads, quantile(sorted, 0.99));
    facts.add(
        String.format(
            "commit interval %d ms, latency measured at %.1f frames a second",
            config.score().commitInterval().toMillis(), perSecond));
  }

  private static double quantile(double[] sorted, double share) {
    return Math.max(1e-3, sorted[(int) Math.min(sorted.length - 1, sorted.length * share)]);
  }
}
