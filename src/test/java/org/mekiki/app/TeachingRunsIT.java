package org.mekiki.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Patience;
import org.mekiki.camera.simulated.SimulatedCamera;
import org.mekiki.stream.client.Teaching;
import org.mekiki.stream.client.TeachingRuns;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.stream.codec.FrameRoles;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.terminal.ExitCodes;

/** Teachings that go wrong, as a person sees them, on a line that goes on. */
class TeachingRunsIT {
  /** It is still being sent whenever a test looks. */
  private static final String MORE_THAN_CAN_BE_TAUGHT = "10000000";

  @TempDir static Path folder;
  private static TestLine line;

  @BeforeAll
  static void start() throws Exception {
    line = new TestLine(folder.resolve("state"));
    line.train();
    line.teach("first", 5, 12);
  }

  @AfterAll
  static void stop() throws Exception {
    line.close();
  }

  private static void assertTeachingWorks(String model) throws Exception {
    assertThat(line.teach(model, 5, 12).training().frames()).isEqualTo(12);
  }

  private static List<TeachingRuns.Run> openRuns() {
    return TeachingRuns.read(
            line.config.kafka().consumerProperties(),
            line.config.topics().training().name(),
            () -> false)
        .open();
  }

  @Test
  void picturesOfAFrozenCameraAreRefusedInASentenceAndTheTrainerGoesOn() throws Exception {
    Path frozen = Files.createDirectories(folder.resolve("frozen"));
    try (SimulatedCamera camera = TestLine.goodCamera(1, 1)) {
      byte[] picture = camera.next().orElseThrow().encoded();
      for (int i = 0; i < 8; i++) {
        Files.write(frozen.resolve(i + ".jpg"), picture);
      }
    }
    FakeTerminal teach = new FakeTerminal();

    assertThat(teach.run(line.arguments("teach", frozen.toString(), "--model", "frozen")))
        .isEqualTo(ExitCodes.FAILED);

    assertThat(teach.err())
        .contains(
            "no model was published: all 8 good frames are the same picture; is the camera"
                + " frozen?")
        .doesNotContain("Exception", "\tat ");
    assertTeachingWorks("frozen");
  }

  @Test
  void aModelsEventIsOfTheTraceThatTeachBegan() throws Exception {
    line.teach("traced", 5, 12);

    assertThat(line.read("mekiki.training", 1))
        .filteredOn(entry -> entry.key().equals("traced"))
        .filteredOn(entry -> new String(entry.value(), UTF_8).contains("PUBLISHED"))
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry.header("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01"));
  }

  @Test
  void anInterruptedTeachingIsCancelledOnTheClusterAndEndsWithASentence() throws Exception {
    Path log = folder.resolve("teach.log");
    Process teach =
        line.child(log, "teach", "--simulate", MORE_THAN_CAN_BE_TAUGHT, "-m", "interrupted");
    List<String> steps = new ArrayList<>();
    try (TopicFollower training = line.follow("mekiki.training")) {
      Awaitility.await()
          .failFast(
              "teach ended", () -> assertThat(teach.isAlive()).as(Files.readString(log)).isTrue())
          .untilAsserted(
              () -> {
                training.poll().stream()
                    .filter(entry -> entry.key().equals("interrupted"))
                    .forEach(entry -> steps.add(new String(entry.value(), UTF_8)));
                assertThat(steps)
                    .as("a frame is learned; teach says %s", Files.readString(log))
                    .anySatisfy(step -> assertThat(step).contains("EMBEDDED"));
              });
      teach.destroy();
      assertThat(teach.waitFor(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as(Files.readString(log))
          .isTrue();
    } finally {
      teach.destroyForcibly();
    }
    assertThat(teach.exitValue()).as(Files.readString(log)).isEqualTo(ExitCodes.FAILED);
    assertThat(Files.readString(log))
        .contains("stopped: run ")
        .contains("is cancelled, its frames are forgotten and no model was published")
        .doesNotContain("Interrupt", "\tat ");
    assertThat(openRuns()).extracting(TeachingRuns.Run::model).doesNotContain("interrupted");
    assertThat(line.read("mekiki.training", 1))
        .filteredOn(entry -> entry.key().equals("interrupted"))
        .anySatisfy(entry -> assertThat(new String(entry.value(), UTF_8)).contains("CANCELLED"));
    assertTeachingWorks("interrupted");
  }

  @Test
  void runsOfOneModelThatOverlapAreBothPublished() throws Exception {
    try (Teaching older = teaching("overlap");
        Teaching younger = teaching("overlap");
        SimulatedCamera camera = TestLine.goodCamera(3, 40)) {
      send(older, camera, 12);
      send(younger, camera, 10);
      younger.fit(1, null);
      send(older, camera, 12);
      older.fit(1, null);

      TrainingEvent second = TestLine.awaitEnd(younger);
      TrainingEvent first = TestLine.awaitEnd(older);

      assertThat(second.event()).as(second.message()).isEqualTo(TrainingEvent.Kind.PUBLISHED);
      assertThat(second.frames()).isEqualTo(10);
      assertThat(first.event()).as(first.message()).isEqualTo(TrainingEvent.Kind.PUBLISHED);
      assertThat(first.frames()).isEqualTo(24);
      assertThat(line.catalog().kept("overlap")).hasSize(2);
    }
  }

  @Test
  void runsAreListedAndCancelledByName() throws Exception {
    try (Teaching open = teaching("listed");
        SimulatedCamera camera = TestLine.goodCamera(4, 40)) {
      open.expect(20);
      send(open, camera, 5);
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(openRuns())
                      .anyMatch(run -> run.model().equals("listed") && run.frames() == 5));
      FakeTerminal list = new FakeTerminal();
      assertThat(list.run(line.arguments("train", "runs", "--model", "listed"))).isZero();
      assertThat(list.out())
          .matches(
              "(?s)listed  "
                  + open.run()
                  + "  learning   5 of 20 frames  begun \\d+ (s|min) ago, last heard of \\d+"
                  + " (s|min) ago\\R");

      FakeTerminal unknown = new FakeTerminal();
      assertThat(unknown.run(line.arguments("train", "runs", "--cancel", "no-such")))
          .isEqualTo(ExitCodes.FAILED);
      assertThat(unknown.err()).contains("there is no run 'no-such'").contains(open.run());

      FakeTerminal cancel = new FakeTerminal();
      String[] command = line.arguments("train", "runs", "--cancel", open.run());
      assertThat(cancel.run(command)).as(cancel.err()).isZero();
      assertThat(cancel.out()).contains("run " + open.run() + " of model 'listed' is cancelled");
      assertThat(TestLine.awaitEnd(open).event()).isEqualTo(TrainingEvent.Kind.CANCELLED);

      FakeTerminal again = new FakeTerminal();
      assertThat(again.run(command)).isEqualTo(ExitCodes.FAILED);
      assertThat(again.err()).contains("has ended already: it is cancelled");
      FakeTerminal none = new FakeTerminal();
      assertThat(none.run(line.arguments("train", "runs", "--model", "listed"))).isZero();
      assertThat(none.err()).contains("no teaching run is under way");
    }
    assertTeachingWorks("listed");
  }

  private static Teaching teaching(String model) {
    return new Teaching(
        line.config.kafka().producerProperties(),
        line.config.kafka().consumerProperties(),
        line.config.topics(),
        line.config.topics().maxMessageBytes(),
        model,
        Instant.now());
  }

  private static void send(Teaching teaching, SimulatedCamera camera, int frames) {
    for (int n = 0; n < frames; n++) {
      teaching.send(
          camera.next().orElseThrow().encoded(),
          FrameRoles.TRAIN,
          "f" + teaching.sent(),
          Instant.now());
    }
  }
}
