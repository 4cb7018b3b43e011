package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Patience;
import org.mekiki.camera.Defect;
import org.mekiki.camera.simulated.SimulatedCamera;
import org.mekiki.camera.simulated.SimulationOptions;
import org.mekiki.cluster.FrameOrigin;
import org.mekiki.config.TopicsSettings;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.alarm.Alarm;
import org.mekiki.inspect.alarm.CameraWatch;
import org.mekiki.inspect.alarm.FrameOutcome;
import org.mekiki.inspect.alarm.FramePosition;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.avro.Verdict;
import org.mekiki.stream.client.FramePublisher;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.letters.DeadLetters;
import org.mekiki.terminal.Progress;

/** A scorer that is killed and started again raises each alarm once, and forgets none. */
class AlarmCrashIT {
  private static final String[] CAMERAS = {"left", "middle", "right"};
  private static final int KILLS = 2;

  private static final String[] RULES = {
    "alarms.kinds", "anomalous,unscorable",
    "alarms.minimum-duration", "0ms",
    "alarms.anomalous.frames", "2",
    "alarms.anomalous.window", "3",
    "alarms.unscorable.frames", "2",
    "alarms.unscorable.window", "3",
    // So long a transaction stays open that nobody ends.
    "score.transaction-timeout", "10s",
    // After a kill the group waits this long for the dead member.
    "kafka.consumer.session.timeout.ms", "10000"
  };

  @TempDir Path folder;

  @Test
  void noAlarmIsLostOrDoubledOverKills() throws Exception {
    try (TestLine line = new TestLine(folder.resolve("state"), RULES)) {
      line.train();
      line.teach("part", 3, 12);
      Publisher publisher = new Publisher(line);
      Thread thread = new Thread(publisher, "publisher");
      thread.start();
      Path log = folder.resolve("score.log");
      Process scorer = scorer(line, log, "first");
      try (Progress progress = new Progress(line, publisher)) {
        for (int kill = 0; kill < KILLS; kill++) {
          progress.awaitAlarms(4);
          scorer.destroyForcibly().waitFor();
          // The first comes back with its state, the next one has only what is on the cluster.
          scorer = scorer(line, log, kill == 0 ? "first" : "other");
        }
        progress.awaitAlarms(4);
        publisher.stop();
        thread.join();
        assertThat(publisher.failure).isNull();
        progress.awaitOutcomes();
      } finally {
        publisher.stop();
        scorer.destroy();
        assertThat(scorer.waitFor(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS))
            .as(Files.readString(log))
            .isTrue();
      }
      assertThat(outcomes(line)).as(Files.readString(log)).hasSize(publisher.sent.get());
      assertSameAlarms(line);
    }
  }

  private Process scorer(TestLine line, Path log, String state) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("score", "--set", "score.state-dir=" + folder.resolve(state)));
    for (int i = 0; i < RULES.length; i += 2) {
      command.addAll(List.of("--set", RULES[i] + "=" + RULES[i + 1]));
    }
    return line.child(log, command.toArray(String[]::new));
  }

  /** The alarms are those of the outcomes, worked out again without Kafka. */
  private static void assertSameAlarms(TestLine line) throws Exception {
    Map<String, CameraWatch> watches = new HashMap<>();
    Map<String, List<String>> expected = new TreeMap<>();
    for (FrameOutcome outcome : outcomes(line)) {
      CameraWatch watch =
          watches.computeIfAbsent(
              outcome.camera(), camera -> new CameraWatch(camera, line.config.alarms()));
      for (Alarm alarm : watch.frame(outcome, 0)) {
        expected
            .computeIfAbsent(alarm.camera(), camera -> new ArrayList<>())
            .add(alarm.id() + " " + alarm.state());
      }
    }
    Map<String, List<String>> found = new TreeMap<>();
    List<String> ids = new ArrayList<>();
    for (TopicFollower.Entry entry : line.read(line.config.topics().alarms().name(), 0)) {
      JsonNode alarm = new ObjectMapper().readTree(entry.value());
      ids.add(entry.header("ce_id"));
      found
          .computeIfAbsent(alarm.get("camera").asText(), camera -> new ArrayList<>())
          .add(alarm.get("alarmId").asText() + " " + alarm.get("state").asText());
    }
    assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(4 * KILLS);
    assertThat(found).isEqualTo(expected);
  }

  /** What became of all frames, in the order of their offsets. */
  private static List<FrameOutcome> outcomes(TestLine line) throws Exception {
    TopicsSettings topics = line.config.topics();
    String tag = topicTag(line);
    List<FrameOutcome> outcomes = new ArrayList<>();
    for (TopicFollower.Entry entry : line.read(topics.scores().name(), 0)) {
      Score score = entry.score();
      outcomes.add(
          new FrameOutcome(
              score.getCamera(),
              new FramePosition(
                  score.getInputTopic(),
                  score.getInputPartition(),
                  score.getInputOffset(),
                  score.getFrameId(),
                  tag),
              new FrameOutcome.Scored(
                  score.getModel(),
                  score.getModelVersion(),
                  score.getScore(),
                  score.getThreshold(),
                  score.getVerdict() == Verdict.ANOMALOUS,
                  Optional.empty())));
    }
    for (TopicFollower.Entry entry : line.read(topics.deadLetters().name(), 0)) {
      outcomes.add(
          new FrameOutcome(
              entry.key(),
              new FramePosition(
                  entry.header(DeadLetters.TOPIC),
                  Integer.parseInt(entry.header(DeadLetters.PARTITION)),
                  Long.parseLong(entry.header(DeadLetters.OFFSET)),
                  "",
                  tag),
              new FrameOutcome.Rejected(Rejection.NOT_AN_IMAGE)));
    }
    outcomes.sort(
        Comparator.<FrameOutcome>comparingInt(o -> o.position().partition())
            .thenComparingLong(o -> o.position().offset()));
    return outcomes;
  }

  /** What has come out; for each frame that has, another one may be sent. */
  private static final class Progress implements AutoCloseable {
    private final Publisher publisher;
    private final TopicFollower scores;
    private final TopicFollower deadLetters;
    private final TopicFollower alarms;
    private int outcomes;
    private int alarmed;

    Progress(TestLine line, Publisher publisher) {
      this.publisher = publisher;
      scores = line.follow(line.config.topics().scores().name());
      deadLetters = line.follow(line.config.topics().deadLetters().name());
      alarms = line.follow(line.config.topics().alarms().name());
    }

    void awaitAlarms(int more) {
      int enough = alarmed + more;
      await()
          .untilAsserted(
              () -> {
                poll();
                assertThat(alarmed).as("alarms").isGreaterThanOrEqualTo(enough);
              });
    }

    void awaitOutcomes() {
      await()
          .untilAsserted(
              () -> {
                poll();
                assertThat(outcomes).as("outcomes").isGreaterThanOrEqualTo(publisher.sent.get());
              });
    }

    void poll() {
      int done = scores.poll().size() + deadLetters.poll().size();
      outcomes += done;
      publisher.mayFollow.release(done);
      alarmed += alarms.poll().size();
    }

    @Override
    public void close() {
      scores.close();
      deadLetters.close();
      alarms.close();
    }
  }

  /** Frames of three cameras: some good, then some defective, then some that are no pictures. */
  private static final class Publisher implements Runnable {
    private final TestLine line;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final Semaphore mayFollow = new Semaphore(60);
    private final AtomicInteger sent = new AtomicInteger();
    private volatile Throwable failure;

    Publisher(TestLine line) {
      this.line = line;
    }

    void stop() {
      stop.set(true);
      mayFollow.release();
    }

    @Override
    public void run() {
      try (FramePublisher publisher = FramePublisher.toFrames(line.config);
          SimulatedCamera camera =
              new SimulatedCamera("any", 9, Long.MAX_VALUE, SimulationOptions.DEFAULT)) {
        while (!stop.get()) {
          mayFollow.acquireUninterruptibly();
          int n = sent.get();
          publisher.send(
              CAMERAS[n % CAMERAS.length],
              picture(camera, n / CAMERAS.length),
              Instant.now(),
              Map.of(FrameHeaders.MODEL, "part"),
              FramePublisher.Acknowledgement.IGNORED);
          publisher.flush();
          sent.incrementAndGet();
        }
      } catch (RuntimeException e) {
        failure = e;
      }
    }

    private static byte[] picture(SimulatedCamera camera, int n) {
      return switch (n / 4 % 3) {
        case 0 -> camera.frame(n % 20, Optional.empty()).encoded();
        case 1 -> camera.frame(n % 20, Optional.of(Defect.Kind.values()[0])).encoded();
        default -> new byte[] {1, 2, 3};
      };
    }
  }

  private static String topicTag(TestLine line) throws InterruptedException {
    try (Admin admin = Admin.create(line.config.kafka().adminProperties())) {
      return FrameOrigin.of(admin, line.config.topics()).topicTag();
    }
  }
}
