package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.camera.simulated.SimulatedCamera;
import org.mekiki.camera.simulated.SimulationOptions;
import org.mekiki.model.ModelManifest;
import org.mekiki.service.ScoringService;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.client.FramePublisher;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.letters.DeadLetters;

/** No frame is lost or doubled while scorers come and go and models change. */
class HotSwapIT {
  private static final String[] CAMERAS = {"left", "middle", "right", "top"};
  private static final int EVERY_BAD = 17;

  /** So many frames may wait for their outcomes: a slow machine has no more to catch up with. */
  private static final int IN_FLIGHT = 60;

  @TempDir Path folder;

  @Test
  void everyFrameHasOneOutcomeWhileAScorerJoinsAndLeavesAndAModelIsPublished() throws Exception {
    try (TestLine line = new TestLine(folder)) {
      line.train();
      line.teach("part", 3, 12);
      ScoringService first = line.score();
      Stream stream = new Stream(line);
      Thread thread = new Thread(stream, "publisher");
      thread.start();

      stream.awaitSent(30);
      ScoringService second = line.score();
      line.teach("part", 4, 12);
      await()
          .untilAsserted(
              () ->
                  assertThat(List.of(versionOf(first), versionOf(second)))
                      .as("versions in service")
                      .containsOnly(2L));
      stream.awaitSent(stream.sent.get() + 30);
      line.closeService(second);
      stream.awaitSent(stream.sent.get() + 30);
      stream.stop.set(true);
      thread.join();
      assertThat(stream.failure).isNull();

      assertBijection(line, stream);
      assertThat(first.runner().isRunning()).isTrue();
    }
  }

  private static long versionOf(ScoringService service) {
    return service.models().manifest("part").map(ModelManifest::version).orElse(0L);
  }

  private static void assertBijection(TestLine line, Stream stream) throws Exception {
    var topics = line.config.topics();
    Set<String> outcomes = new TreeSet<>();
    List<String> all = new ArrayList<>();
    Map<String, Long> last = new HashMap<>();
    Set<Long> versions = new TreeSet<>();
    await()
        .untilAsserted(
            () ->
                assertThat(
                        line.read(topics.scores().name(), 0).size()
                            + line.read(topics.deadLetters().name(), 0).size())
                    .as("outcomes")
                    .isGreaterThanOrEqualTo(stream.published.size()));
    for (TopicFollower.Entry entry : line.read(topics.scores().name(), 0)) {
      Score score = entry.score();
      String position = score.getInputPartition() + "-" + score.getInputOffset();
      all.add(position);
      outcomes.add(position);
      versions.add(score.getModelVersion());
      Long before = last.put(score.getCamera(), score.getInputOffset());
      assertThat(before == null || before < score.getInputOffset())
          .as("order of camera %s", score.getCamera())
          .isTrue();
    }
    for (TopicFollower.Entry entry : line.read(topics.deadLetters().name(), 0)) {
      assertThat(entry.header(DeadLetters.REASON)).isEqualTo("not-an-image");
      String position =
          entry.header(DeadLetters.PARTITION) + "-" + entry.header(DeadLetters.OFFSET);
      all.add(position);
      outcomes.add(position);
    }
    assertThat(all).as("no outcome twice").doesNotHaveDuplicates();
    assertThat(outcomes).as("inputs and outcomes").isEqualTo(new TreeSet<>(stream.published));
    assertThat(versions).containsExactly(1L, 2L);
    assertThat(line.read(topics.heatmaps().name(), 0))
        .hasSameSizeAs(line.read(topics.scores().name(), 0));
  }

  /** Publishes frames of four cameras, some of them no pictures, until it is stopped. */
  private static final class Stream implements Runnable {
    private final TestLine line;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicInteger sent = new AtomicInteger();
    private final Set<String> published = new ConcurrentSkipListSet<>();
    private volatile Throwable failure;

    Stream(TestLine line) {
      this.line = line;
    }

    void awaitSent(int frames) {
      await()
          .failFast(() -> assertThat(failure).isNull())
          .untilAsserted(() -> assertThat(sent).as("frames sent").hasValueGreaterThan(frames));
    }

    @Override
    public void run() {
      try (FramePublisher publisher = FramePublisher.toFrames(line.config);
          SimulatedCamera camera =
              new SimulatedCamera("any", 9, Long.MAX_VALUE, SimulationOptions.DEFAULT);
          TopicFollower scores = line.follow(line.config.topics().scores().name());
          TopicFollower deadLetters = line.follow(line.config.topics().deadLetters().name())) {
        int outcomes = 0;
        while (!stop.get()) {
          int n = sent.get();
          if (n - outcomes >= IN_FLIGHT) {
            outcomes += scores.poll().size() + deadLetters.poll().size();
            continue;
          }
          byte[] value = n % EVERY_BAD == 0 ? new byte[] {1, 2, 3} : camera.frame(n % 20).encoded();
          publisher.send(
              CAMERAS[n % CAMERAS.length],
              value,
              Instant.now(),
              Map.of(FrameHeaders.MODEL, "part"),
              (partition, offset) -> published.add(partition + "-" + offset));
          publisher.flush();
          sent.incrementAndGet();
        }
      } catch (RuntimeException e) {
        failure = e;
      }
    }
  }
}
