package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.camera.simulated.SimulatedCamera;
import org.mekiki.inspect.InspectionListener;
import org.mekiki.service.ScoringService;
import org.mekiki.stream.client.FramePublisher;
import org.mekiki.stream.codec.FrameHeaders;

/** A scorer that has refused every model leaves the frames to those that can score them. */
class RefusedModelsIT {
  private static final int FRAMES = 24;

  /** Less than the model takes: the scorer refuses it as too large. */
  private static final String[] NO_ROOM = {"score.models.max-bytes", "1MiB"};

  @TempDir Path folder;

  @Test
  void aScorerThatRefusedAllModelsTakesNoPartitionsUntilItCanUseOne() throws Exception {
    try (TestLine line = new TestLine(folder, "padim.dimensions", "40")) {
      line.train();
      // Without any model it is in the group: nothing is refused.
      ScoringService bad = line.scorer(InspectionListener.NOOP, NO_ROOM);
      bad.start(new FakeTerminal().terminal());
      TestLine.awaitRunning(bad);
      line.teach("part", 3, 12);
      await()
          .untilAsserted(
              () ->
                  assertThat(bad.models().refusesAll())
                      .as("all models are refused; part: %s", bad.models().refusal("part"))
                      .isTrue());
      await().untilAsserted(() -> assertThat(members(line)).as("members of the group").isZero());
      assertThat(bad.runner().isRunning()).isFalse();

      // One that is started now never joins.
      FakeTerminal terminal = new FakeTerminal();
      ScoringService late = line.scorer(InspectionListener.NOOP, NO_ROOM);
      Thread starting = new Thread(() -> startQuietly(late, terminal), "starting");
      starting.start();
      await()
          .untilAsserted(
              () ->
                  assertThat(terminal.err())
                      .contains("not scoring: all models on the topic were refused"));

      ScoringService healthy = line.score(InspectionListener.NOOP);
      publish(line);
      assertThat(line.read(line.config.topics().scores().name(), FRAMES)).hasSize(FRAMES);
      assertThat(line.read(line.config.topics().deadLetters().name(), 0)).isEmpty();
      assertThat(starting.isAlive()).isTrue();
      terminal.lifecycle().stop();
      starting.interrupt();
      starting.join();
      line.closeService(healthy);

      assertThat(new FakeTerminal().run(line.arguments("models", "delete", "part", "--yes")))
          .isZero();
      TestLine.awaitRunning(bad);
      await()
          .untilAsserted(() -> assertThat(members(line)).as("members of the group").isPositive());
    }
  }

  private static void startQuietly(ScoringService service, FakeTerminal terminal) {
    try {
      service.start(terminal.terminal());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int members(TestLine line) throws Exception {
    String group = line.config.score().applicationId();
    try (Admin admin = Admin.create(line.config.kafka().adminProperties())) {
      return admin
          .describeConsumerGroups(Set.of(group))
          .describedGroups()
          .get(group)
          .get()
          .members()
          .size();
    }
  }

  private static void publish(TestLine line) {
    try (FramePublisher publisher = FramePublisher.toFrames(line.config);
        SimulatedCamera pictures = TestLine.goodCamera(7, FRAMES)) {
      for (int n = 0; n < FRAMES; n++) {
        publisher.send(
            "cam-" + n % 6,
            pictures.frame(n, Optional.empty()).encoded(),
            Instant.now(),
            Map.of(FrameHeaders.MODEL, "part"),
            FramePublisher.Acknowledgement.IGNORED);
      }
      publisher.flush();
    }
  }
}
