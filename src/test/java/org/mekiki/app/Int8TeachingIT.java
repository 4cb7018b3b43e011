package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Patience;
import org.mekiki.camera.simulated.SimulatedCamera;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.VerifiedModel;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.onnx.SharedExtractors;
import org.mekiki.onnx.SmallNetwork;
import org.mekiki.onnx.graph.OnnxOptions;
import org.mekiki.padim.Padim;
import org.mekiki.padim.Variations;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.service.ScoringService;
import org.mekiki.service.TrainingService;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.client.FramePublisher;
import org.mekiki.stream.client.Teaching;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.codec.FrameRoles;
import org.mekiki.stream.models.ModelTopicWriter;
import org.mekiki.stream.training.message.TrainingEvent;

/** Networks in int8, from the teaching to the score, over a real broker. */
class Int8TeachingIT {
  private static final int FRAMES = 24;
  private static final int PROBES = 4;
  private static final String CALIBRATION_FRAMES = "8";
  private static final double FLOAT_TOLERANCE = 1e-4;

  /**
   * Which frames the network is made by hangs on the order in which partitions are read. In this
   * small network they give a noise of .03 to .1.
   */
  private static final String MAX_NOISE = "0.5";

  @TempDir Path folder;

  @Test
  void modelsWithAndWithoutTheirOwnNetworkAreTaughtScoredAndRolledBack() throws Exception {
    try (TestLine line = line()) {
      String[] sameFolder = {"train.state-dir", folder.resolve("trainer").toString()};
      TrainingService int8 = line.train(sameFolder);
      TrainingService beside = line.train();
      ModelManifest first = line.teach("part", 7, FRAMES);
      assertThat(first.graph().exists()).isTrue();
      assertThat(first.backbone().name()).isEqualTo("small.onnx in int8");
      assertThat(first.graph().original()).isEqualTo(line.graph.backbone().sha256());
      assertThat(first.graph().noise()).isBetween(1e-6, Double.parseDouble(MAX_NOISE));
      assertThat(first.training().frames()).isEqualTo(FRAMES);
      ScoringService scorer = line.score();
      assertScoredLikeTheLibrary(line, first, "with");
      assertMeansAreTheLibrarys(line.download(first));

      ModelManifest copy = copied(line, "part", "copy");
      assertThat(copy.graph()).isEqualTo(first.graph());
      awaitVersion(scorer, copy);
      assertScoredLikeTheLibrary(line, copy, "copy");

      line.closeService(beside);
      line.closeService(int8);
      line.train(sameFolder[0], sameFolder[1], "train.backbone.precision", "float32");
      ModelManifest second = line.teach("part", 7, FRAMES);
      assertThat(second.graph().exists()).isFalse();
      awaitVersion(scorer, second);
      assertScoredLikeTheLibrary(line, second, "without");

      ModelTopicWriter topic =
          new ModelTopicWriter(
              line.config.kafka().producerProperties(), line.config.topics().models().name());
      topic.rollback("part");
      awaitVersion(scorer, first);
      assertScoredLikeTheLibrary(line, first, "with-again");
      topic.rollback("part", second.version());
      awaitVersion(scorer, second);
      assertScoredLikeTheLibrary(line, second, "without-again");
    }
  }

  @Test
  void aTrainerKilledHalfWayEmbedsAllFramesByTheNetworkThatItPublishes() throws Exception {
    try (TestLine line = line()) {
      Path log = folder.resolve("train.log");
      String[] command = trainer();
      Process trainer = line.child(log, command);
      ModelManifest manifest;
      try (Teaching teaching = teaching(line, "part");
          SimulatedCamera camera = TestLine.goodCamera(7, FRAMES)) {
        send(teaching, camera, 0, FRAMES / 2);
        TestLine.awaitEmbedded(teaching, 1);
        trainer.destroyForcibly().waitFor();

        send(teaching, camera, FRAMES / 2, FRAMES);
        teaching.fit(1, null);
        trainer = line.child(log, command);
        manifest = published(line, "part", teaching);
      } finally {
        stop(trainer, log);
      }
      assertThat(manifest.training().frames()).isEqualTo(FRAMES);
      assertThat(manifest.graph().exists()).as(Files.readString(log)).isTrue();
      assertMeansAreTheLibrarys(line.download(manifest));
    }
  }

  @Test
  void aNetworkWithMoreNoiseThanAllowedIsRefusedAndTheModelKeepsFloat32() throws Exception {
    try (TestLine line = line()) {
      line.train("train.backbone.max-noise", "0.001");
      try (Teaching teaching = teaching(line, "part");
          SimulatedCamera camera = TestLine.goodCamera(7, FRAMES)) {
        send(teaching, camera, 0, FRAMES);
        teaching.fit(1, null);
        TrainingEvent end = TestLine.awaitEnd(teaching);
        assertThat(end.event()).isEqualTo(TrainingEvent.Kind.PUBLISHED);
        assertThat(end.message())
            .startsWith("the network stays in float32, int8 was refused: feature '")
            .contains("% noise in int8, and 0.1 % are allowed (train.backbone.max-noise)");
        ModelManifest manifest = line.catalog().kept("part", end.version()).orElseThrow();
        assertThat(manifest.backbone()).isEqualTo(line.graph.backbone());
        assertThat(manifest.graph().exists()).isFalse();
      }
    }
  }

  /** Exports a model, imports it under another key, and has all that is there verified. */
  private ModelManifest copied(TestLine line, String model, String key) {
    String file = folder.resolve(model + ".mekiki").toString();
    InProcess.run(line.arguments("models", "export", model, file));
    InProcess.run(line.arguments("models", "import", file, "--model", key));
    InProcess.run(line.arguments("models", "verify"));
    return line.catalog().current(key).orElseThrow();
  }

  private TestLine line() throws InterruptedException {
    return new TestLine(
        folder.resolve("state"),
        "padim.backbone",
        SmallNetwork.write(folder).toString(),
        "padim.features",
        String.join(",", SmallNetwork.FEATURES),
        "train.backbone.precision",
        "int8",
        "models.allow-unsigned-networks",
        "true",
        "train.backbone.max-noise",
        MAX_NOISE,
        "train.backbone.calibration-frames",
        CALIBRATION_FRAMES);
  }

  /** The line's configuration for a child process. */
  private String[] trainer() {
    List<String> all = new ArrayList<>(List.of("train"));
    Map<String, String> settings =
        Map.of(
            "padim.backbone",
            folder.resolve("small.onnx").toString(),
            "padim.features",
            String.join(",", SmallNetwork.FEATURES),
            "train.backbone.precision",
            "int8",
            "train.backbone.max-noise",
            MAX_NOISE,
            "train.backbone.calibration-frames",
            CALIBRATION_FRAMES,
            "train.state-dir",
            folder.resolve("child").toString());
    settings.forEach((key, value) -> all.addAll(List.of("--set", key + "=" + value)));
    return all.toArray(new String[0]);
  }

  private static void stop(Process trainer, Path log) throws Exception {
    trainer.destroy();
    String text = Files.exists(log) ? Files.readString(log) : "no log";
    assertThat(trainer.waitFor(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(text).isTrue();
  }

  private static Teaching teaching(TestLine line, String model) {
    return new Teaching(
        line.config.kafka().producerProperties(),
        line.config.kafka().consumerProperties(),
        line.config.topics(),
        line.config.topics().maxMessageBytes(),
        model,
        Instant.now());
  }

  private static void send(Teaching teaching, SimulatedCamera camera, int from, int to) {
    for (int n = from; n < to; n++) {
      teaching.send(camera.frame(n).encoded(), FrameRoles.TRAIN, "f" + n, Instant.now());
    }
  }

  private static ModelManifest published(TestLine line, String model, Teaching teaching) {
    TrainingEvent end = TestLine.awaitEnd(teaching);
    assertThat(end.event()).as(end.message()).isEqualTo(TrainingEvent.Kind.PUBLISHED);
    return line.catalog().kept(model, end.version()).orElseThrow();
  }

  private static void awaitVersion(ScoringService scorer, ModelManifest wanted) {
    await()
        .untilAsserted(
            () ->
                assertThat(scorer.models().manifest(wanted.model()))
                    .as("the model in service")
                    .contains(wanted));
  }

  /** Has frames scored by the service, and by the library with the published bytes. */
  private static void assertScoredLikeTheLibrary(TestLine line, ModelManifest manifest, String id)
      throws IOException {
    List<byte[]> frames = new ArrayList<>();
    try (SimulatedCamera camera = TestLine.goodCamera(99, PROBES);
        FramePublisher publisher = FramePublisher.toFrames(line.config)) {
      for (int n = 0; n < PROBES; n++) {
        frames.add(camera.frame(n).encoded());
        publisher.send(
            "cam",
            frames.get(n),
            Instant.now(),
            Map.of(FrameHeaders.MODEL, manifest.model(), FrameHeaders.FRAME_ID, id + n),
            FramePublisher.Acknowledgement.IGNORED);
      }
      publisher.flush();
    }
    Map<String, Score> scores = new HashMap<>();
    await()
        .untilAsserted(
            () -> {
              for (TopicFollower.Entry entry : line.read(line.config.topics().scores().name(), 1)) {
                scores.put(entry.score().getFrameId(), entry.score());
              }
              assertThat(scores).containsKey(id + (PROBES - 1));
            });
    VerifiedModel model = line.download(manifest);
    try (FeatureExtractor network = network(line, model)) {
      Padim padim = Padim.of(model.model(), network);
      for (int n = 0; n < PROBES; n++) {
        double expected = padim.predict(tensor(model, frames.get(n))).score();
        Score score = scores.get(id + n);
        assertThat(score.getModelVersion()).isEqualTo(manifest.version());
        assertThat(score.getScore()).isCloseTo(expected, within(FLOAT_TOLERANCE * expected));
      }
    }
  }

  private static FeatureExtractor network(TestLine line, VerifiedModel model) {
    return model
        .graph()
        .map(
            graph ->
                new SharedExtractors(OnnxOptions.DEFAULT).open(model.manifest().backbone(), graph))
        .orElseGet(() -> new OnnxFeatureExtractor(line.graph));
  }

  private static ImageTensor tensor(VerifiedModel model, byte[] frame) {
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    return new ImagePreprocessor(model.manifest().backbone().preprocessing())
        .apply(decoder.decode(frame, SmallNetwork.SIDE, SmallNetwork.SIDE));
  }

  /** Each mean is that of all frames and their copies by the published network, and by no other. */
  private static void assertMeansAreTheLibrarys(VerifiedModel model) {
    float[] means = model.model().gaussians().mean();
    double[] sums = new double[means.length];
    try (FeatureExtractor network =
            new SharedExtractors(OnnxOptions.DEFAULT)
                .open(model.manifest().backbone(), model.graph().orElseThrow());
        SimulatedCamera camera = TestLine.goodCamera(7, FRAMES)) {
      Padim padim = Padim.of(model.model(), network);
      for (int n = 0; n < FRAMES; n++) {
        ImageTensor frame = tensor(model, camera.frame(n).encoded());
        List<ImageTensor> seen = new ArrayList<>(List.of(frame));
        seen.addAll(Variations.of(frame, Variations.each(FRAMES)));
        for (ImageTensor image : seen) {
          float[] values = padim.embed(image).values();
          for (int i = 0; i < sums.length; i++) {
            sums[i] += values[i] / (FRAMES * seen.size());
          }
        }
      }
    }
    for (int i = 0; i < means.length; i++) {
      double tolerance = FLOAT_TOLERANCE * (1 + Math.abs(sums[i]));
      assertThat((double) means[i]).isCloseTo(sums[i], within(tolerance));
    }
  }
}
