package org.mekiki.app.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.bench.Measurement;
import org.mekiki.config.MekikiConfig;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.service.ScoringService;
import org.mekiki.service.parts.ServiceListeners;
import org.mekiki.stream.client.FramePublisher;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.terminal.Lifecycle;
import org.mekiki.terminal.Pace;
import org.mekiki.text.Text;

/**
 * What {@code bench} measures of scoring services: how long the first takes to start, frames as
 * fast as they go, and at half that rate.
 */
final class BenchScoring {
  private interface Listener {
    void heard(List<TopicFollower.Entry> entries) throws IOException;
  }

  private static final Duration LATENCY_RUN = Duration.ofSeconds(6);
  private static final int ROUNDS = 3;

  /** Frames that wait for a score at most: over half a second of work, five commits. */
  private static final int AHEAD = 128;

  private final BenchFigures figures;
  private final List<MekikiConfig> configs;
  private final BackboneGraph graph;
  private final List<byte[]> pictures;
  private final String model;
  private final int cameras;
  private final Admin admin;

  /**
   * @param configs one for each instance of the service
   */
  BenchScoring(
      BenchFigures figures,
      List<MekikiConfig> configs,
      BackboneGraph graph,
      List<byte[]> pictures,
      String model,
      int cameras,
      Admin admin) {
    this.figures = figures;
    this.configs = configs;
    this.graph = graph;
    this.pictures = pictures;
    this.model = model;
    this.cameras = cameras;
    this.admin = admin;
  }

  /**
   * Measures all of it.
   *
   * @param frames to score as fast as they go
   * @param warmUp how long to do so before they are timed
   */
  void run(int frames, Duration warmUp) throws InterruptedException, IOException {
    MekikiConfig config = configs.get(0);
    try (FramePublisher publisher = FramePublisher.toFrames(config);
        TopicFollower scores =
            new TopicFollower(
                config.kafka().consumerProperties(), config.topics().scores().name(), false);
        Lifecycle services = new Lifecycle()) {
      send(publisher, 0);
      publisher.flush();
      long start = System.nanoTime();
      startService(services, config);
      awaitScores(scores, 1, first -> {});
      figures.add("start to first score", BenchFigures.millisSince(start));
      for (MekikiConfig other : configs.subList(1, configs.size())) {
        startService(services, other);
      }
      saturate(publisher, scores, frames, warmUp);
      List<Measurement> measured = figures.measurements();
      double perSecond = 1000 / measured.get(measured.size() - 1).medianMillis();
      paced(publisher, scores, perSecond / 2);
    }
  }

  private void startService(Lifecycle services, MekikiConfig config) throws InterruptedException {
    ScoringService service =
        services.closeAtEnd(
            "a scoring service", ScoringService.open(config, graph, ServiceListeners.NONE, admin));
    service.start(figures.terminal());
  }

  private void send(FramePublisher publisher, long number) {
    publisher.send(
        "cam-" + number % cameras,
        pictures.get((int) (number % pictures.size())),
        Instant.now(),
        Map.of(FrameHeaders.MODEL, model),
        FramePublisher.Acknowledgement.IGNORED);
  }

  /** Waits for at least this number of scores; tells how many have come. */
  private long awaitScores(TopicFollower scores, long count, Listener listener) throws IOException {
    long deadline = BenchFigures.deadline();
    long seen = 0;
    while (seen < count) {
      List<TopicFollower.Entry> entries = scores.poll();
      listener.heard(entries);
      seen += entries.size();
      figures.failIfOver(deadline, "only " + seen + " of " + count + " frames were scored");
    }
    return seen;
  }

  /**
   * As fast as they go, without a pause between the rounds: scores come with a commit, and a round
   * that began or ended with an idle service would be charged for one more. Cameras are a little
   * ahead, so that each round pays for its own frames.
   */
  private void saturate(FramePublisher publisher, TopicFollower scores, int frames, Duration warmUp)
      throws IOException, InterruptedException {
    figures.terminal().tell("scoring %d frames over the broker", frames);
    long each = Math.max(1, frames / ROUNDS);
    double[] millis = new double[ROUNDS];
    Semaphore ahead = new Semaphore(AHEAD);
    AtomicLong sent = new AtomicLong();
    AtomicBoolean enough = new AtomicBoolean();
    Thread cameras = new Thread(() -> send(publisher, sent, ahead, enough), "mekiki-bench-cameras");
    cameras.start();
    Listener scored = entries -> ahead.release(entries.size());
    long seen = 0;
    try {
      for (long begin = System.nanoTime();
          seen == 0 || BenchFigures.millisSince(begin) < warmUp.toMillis(); ) {
        seen += awaitScores(scores, each, scored);
      }
      long begin = System.nanoTime();
      long compiled = BenchFigures.compilerMillis();
      for (int round = 0; round < ROUNDS; round++) {
        long start = System.nanoTime();
        long ofRound = awaitScores(scores, each, scored);
        millis[round] = BenchFigures.millisSince(start) / ofRound;
        seen += ofRound;
      }
      noteCompiler(BenchFigures.compilerMillis() - compiled, BenchFigures.millisSince(begin));
    } finally {
      enough.set(true);
      ahead.release();
      cameras.join();
    }
    awaitScores(scores, sent.get() - seen, rest -> {});
    Arrays.sort(millis);
    figures.add("frame over the broker", millis[ROUNDS / 2]);
  }

  private void noteCompiler(double compilerMillis, double millis) {
    int cores = Runtime.getRuntime().availableProcessors();
    figures
        .facts()
        .add(
            Text.of(
                "while frames were scored as fast as they go, the JIT compiler still took up to"
                    + " %.0f %% of the processors; see --warm-up",
                100 * compilerMillis / millis / cores));
  }

  private void send(
      FramePublisher publisher, AtomicLong sent, Semaphore ahead, AtomicBoolean enough) {
    while (true) {
      ahead.acquireUninterruptibly();
      if (enough.get()) {
        publisher.flush();
        return;
      }
      send(publisher, sent.getAndIncrement());
    }
  }

  private void paced(FramePublisher publisher, TopicFollower scores, double perSecond)
      throws InterruptedException, IOException {
    long frames = Math.max(1, (long) (perSecond * LATENCY_RUN.toMillis() / 1000));
    figures.terminal().tell("%d frames at %.0f a second", frames, perSecond);
    List<Double> latencies = new ArrayList<>();
    Thread cameras =
        new Thread(() -> send(publisher, frames, new Pace(perSecond)), "mekiki-bench-cameras");
    long start = System.nanoTime();
    Duration processorBefore = processorTime();
    cameras.start();
    awaitScores(scores, frames, entries -> noteLatency(entries, latencies));
    cameras.join();
    double busy = processorTime().minus(processorBefore).toNanos() / (double) frames / 1e6;
    double rate = frames / BenchFigures.millisSince(start) * 1e3;
    double[] sorted = latencies.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    figures.add("captured to scored, median, half load", quantile(sorted, 0.5));
    figures.add("captured to scored, p99, half load", quantile(sorted, 0.99));
    figures
        .facts()
        .add(
            Text.of(
                "commit interval %d ms; latency measured at %.1f frames a second, %.1f ms of"
                    + " processor time a frame for service, broker and cameras",
                configs.get(0).score().commitInterval().toMillis(), rate, busy));
  }

  private void send(FramePublisher publisher, long frames, Pace pace) {
    try {
      for (long i = 0; i < frames; i++) {
        pace.await(i, figures.terminal().lifecycle());
        send(publisher, i);
      }
      publisher.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void noteLatency(List<TopicFollower.Entry> entries, List<Double> latencies)
      throws IOException {
    for (TopicFollower.Entry entry : entries) {
      latencies.add((double) entry.millisSince(entry.score().getCapturedAt()));
    }
  }

  private static Duration processorTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static double quantile(double[] sorted, double share) {
    return Math.max(1e-3, sorted[(int) Math.min(sorted.length - 1, sorted.length * share)]);
  }
}
