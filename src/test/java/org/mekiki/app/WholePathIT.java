package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.camera.simulated.SimulatedCamera;
import org.mekiki.camera.simulated.SimulationOptions;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.model.ModelManifest;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.padim.Padim;
import org.mekiki.padim.Prediction;
import org.mekiki.service.ScoringService;
import org.mekiki.service.parts.BackboneFactory;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.terminal.ExitCodes;

/** The commands as a person types them, on a real broker. */
class WholePathIT {
  /** Scores over Kafka may differ from the library's by this share: float32 on one way. */
  private static final double SAME = 1e-5;

  private static final int TEST_FRAMES = 12;
  private static final Instant LONG_AGO = Instant.parse("2001-01-01T00:00:00Z");

  @TempDir Path folder;

  @Test
  void aFolderIsTaughtAndAnotherOneScoredAsTheLibraryScoresIt() throws Exception {
    Path good = folder.resolve("good");
    Path test = folder.resolve("test/cam-1");
    TestLine.write(TestLine.goodCamera(1, 20), good);
    Files.writeString(good.resolve("broken.jpg"), "no picture");
    TestLine.write(
        new SimulatedCamera("cam-1", 2, TEST_FRAMES, SimulationOptions.DEFAULT.withDefectRate(0.5)),
        test);
    Files.setLastModifiedTime(good.resolve("0000.jpg"), FileTime.from(LONG_AGO));
    try (TestLine line = new TestLine(folder.resolve("state"))) {
      line.train();
      ScoringService scoring = line.score();

      FakeTerminal teach = new FakeTerminal();
      assertThat(teach.run(line.arguments("teach", good.toString(), "--model", "cam-1")))
          .as(teach.err())
          .isEqualTo(ExitCodes.FAILED);
      assertThat(teach.err()).contains("not learned: ").contains("broken.jpg");
      assertThat(teach.out()).contains("cam-1, version 1").contains("20 good frames");
      assertThat(line.read(line.config.topics().good().name(), 20))
          .as("old pictures must not be over the topic's retention when they come")
          .allMatch(entry -> Instant.ofEpochMilli(entry.timestamp()).isAfter(LONG_AGO));
      TestLine.awaitModel(scoring, "cam-1");
      FakeTerminal publish = new FakeTerminal();
      assertThat(publish.run(line.arguments("publish", test.getParent().toString())))
          .as(publish.err())
          .isZero();
      assertThat(publish.out()).contains(TEST_FRAMES + " frames published");

      List<TopicFollower.Entry> scores =
          line.read(line.config.topics().scores().name(), TEST_FRAMES);
      assertThat(scores).hasSize(TEST_FRAMES);
      assertSameAsLibrary(line, scores, test);
      FakeTerminal watch = new FakeTerminal();
      assertThat(
              watch.run(
                  line.arguments(
                      "watch", "scores", "--from-beginning", "--count", "" + TEST_FRAMES)))
          .isZero();
      assertThat(watch.out().lines()).hasSize(TEST_FRAMES).allMatch(l -> l.contains("cam-1"));
      assertRescoredAsScored(line, scores, folder.resolve("again.jsonl"));
    }
  }

  private static void assertRescoredAsScored(
      TestLine line, List<TopicFollower.Entry> scores, Path out) throws Exception {
    FakeTerminal rescore = new FakeTerminal();
    assertThat(rescore.run(line.arguments("rescore", "--model", "cam-1", "--out", out.toString())))
        .as(rescore.err())
        .isZero();
    assertThat(rescore.out()).startsWith(TEST_FRAMES + " frames scored, ");
    Map<String, Double> again = new HashMap<>();
    for (String text : Files.readAllLines(out)) {
      JsonNode json = new ObjectMapper().readTree(text);
      again.put(json.get("frameId").asText(), json.get("score").asDouble());
    }
    Map<String, Double> before = new HashMap<>();
    for (TopicFollower.Entry entry : scores) {
      before.put(entry.score().getFrameId(), entry.score().getScore());
    }
    assertThat(again).isEqualTo(before);
    assertThat(line.read(line.config.topics().scores().name(), TEST_FRAMES))
        .as("nothing is written to the topics")
        .hasSize(TEST_FRAMES);
    assertRescoredIntoTopics(line, before);
    assertThat(
            new FakeTerminal()
                .run(line.arguments("rescore", "--model", "cam-1", "--out", out.toString())))
        .as("a file is never overwritten")
        .isEqualTo(ExitCodes.BAD_USAGE);
  }

  private static void assertRescoredIntoTopics(TestLine line, Map<String, Double> before)
      throws Exception {
    FakeTerminal rescore = new FakeTerminal();
    assertThat(
            rescore.run(
                line.arguments(
                    "rescore",
                    "--model",
                    "cam-1",
                    "--scores-topic",
                    "again.scores",
                    "--heatmaps-topic",
                    "again.heatmaps")))
        .as(rescore.err())
        .isZero();
    List<TopicFollower.Entry> again = line.read("again.scores", TEST_FRAMES);
    assertThat(again)
        .hasSize(TEST_FRAMES)
        .allSatisfy(
            entry -> {
              assertThat(entry.header("mekiki-replay")).isEqualTo("rescore cam-1-1");
              assertThat(entry.header("ce_id")).endsWith("/rescored/cam-1-1");
              assertThat(entry.score().getScore())
                  .isEqualTo(before.get(entry.score().getFrameId()));
            });
    assertThat(line.read("again.heatmaps", TEST_FRAMES)).hasSize(TEST_FRAMES);
    assertThat(line.read(line.config.topics().heatmaps().name(), TEST_FRAMES))
        .as("the line's own stay as they are")
        .hasSize(TEST_FRAMES);
    FakeTerminal live = new FakeTerminal();
    String scores = line.config.topics().scores().name();
    assertThat(live.run(line.arguments("rescore", "--model", "cam-1", "--scores-topic", scores)))
        .isEqualTo(ExitCodes.BAD_USAGE);
    assertThat(live.err()).contains("--scores-topic is " + scores + ", a topic of the line itself");
  }

  private static void assertSameAsLibrary(
      TestLine line, List<TopicFollower.Entry> scores, Path frames) throws Exception {
    ModelManifest manifest = line.catalog().current("cam-1").orElseThrow();
    try (OnnxFeatureExtractor extractor = BackboneFactory.extractor(line.graph, line.config)) {
      Padim padim = Padim.of(line.download(manifest).model(), extractor);
      var preprocessing = line.graph.backbone().preprocessing();
      ImagePreprocessor preprocessor = new ImagePreprocessor(preprocessing);
      for (TopicFollower.Entry entry : scores) {
        Score score = entry.score();
        Path file = frames.getParent().resolve(score.getFrameId());
        Prediction expected =
            padim.predict(
                preprocessor.apply(
                    line.config
                        .image()
                        .decoder()
                        .decode(
                            Files.readAllBytes(file),
                            preprocessing.shape().width(),
                            preprocessing.shape().height())));
        assertThat(score.getScore()).isCloseTo(expected.score(), within(SAME * expected.score()));
        assertThat(score.getModelVersion()).isEqualTo(manifest.version());
      }
    }
  }

  @Test
  void modelsAreListedShownAndRolledBack() throws Exception {
    try (TestLine line = new TestLine(folder)) {
      line.train();
      ScoringService scoring = line.score();
      line.teach("part", 1, 8);
      line.teach("part", 2, 9);
      awaitVersion(scoring, 2);

      FakeTerminal list = new FakeTerminal();
      assertThat(list.run(line.arguments("models", "list"))).isZero();
      assertThat(list.out()).contains("version 1").contains("version 2").contains("current");
      FakeTerminal rollback = new FakeTerminal();
      assertThat(rollback.run(line.arguments("models", "rollback", "part"))).isZero();
      awaitVersion(scoring, 1);
      FakeTerminal show = new FakeTerminal();
      assertThat(show.run(line.arguments("models", "show", "part"))).isZero();
      assertThat(show.out()).contains("version 1").contains("8 good frames");

      line.teach("part", 3, 10);
      awaitVersion(scoring, 3);
      assertThat(line.catalog().kept("part").stream().map(ModelManifest::version))
          .as("the version that was rolled back to is the way back, not the bad one")
          .containsExactly(1L, 3L);
      FakeTerminal unknown = new FakeTerminal();
      assertThat(unknown.run(line.arguments("models", "show", "prat"))).isEqualTo(ExitCodes.FAILED);
      assertThat(unknown.err()).contains("'prat'").contains("part");
    }
  }

  @Test
  void simulatedCamerasNeedNoPictures() throws Exception {
    try (TestLine line = new TestLine(folder)) {
      line.train();
      ScoringService scoring = line.score();
      String[] teach = line.arguments("teach", "--simulate", "12", "-m", "part", "--if-missing");
      FakeTerminal first = new FakeTerminal();
      assertThat(first.run(teach)).as(first.err()).isZero();
      assertThat(first.out()).contains("part, version 1").contains("12 good frames");
      FakeTerminal second = new FakeTerminal();
      assertThat(second.run(teach)).isZero();
      assertThat(second.err()).contains("model 'part' is there already");

      TestLine.awaitModel(scoring, "part");
      FakeTerminal publish = new FakeTerminal();
      String[] simulate = {
        "publish", "--simulate", "2", "--frames", "6", "-m", "part", "--rate", "1000"
      };
      assertThat(publish.run(line.arguments(simulate))).as(publish.err()).isZero();
      assertThat(publish.run(line.arguments(simulate))).isZero();
      Set<String> cameras = new TreeSet<>();
      Set<String> ids = new TreeSet<>();
      for (TopicFollower.Entry entry : line.read(line.config.topics().scores().name(), 12)) {
        cameras.add(entry.score().getCamera());
        ids.add(entry.score().getFrameId());
      }
      assertThat(cameras).containsExactly("cam-1", "cam-2");
      assertThat(ids).as("a second start shows other parts").hasSize(12);
    }
  }

  private static void awaitVersion(ScoringService scoring, long version) {
    await()
        .untilAsserted(
            () ->
                assertThat(scoring.models().manifest("part").map(ModelManifest::version))
                    .as("version in service")
                    .contains(version));
  }
}
