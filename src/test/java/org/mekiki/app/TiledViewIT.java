package org.mekiki.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.camera.simulated.SimulatedCamera;
import org.mekiki.camera.simulated.SimulationOptions;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.Picture;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.model.ModelManifest;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.onnx.network.RandomWeights;
import org.mekiki.onnx.network.VisionTransformer;
import org.mekiki.padim.Padim;
import org.mekiki.padim.PadimBuilder;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.service.parts.TrainingSettingsFactory;
import org.mekiki.service.parts.ViewedNetwork;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.client.FramePublisher;
import org.mekiki.stream.client.Teaching;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.codec.FrameRoles;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.view.FrameSize;
import org.mekiki.view.View;
import org.mekiki.view.ViewJson;
import org.mekiki.view.Viewer;
import org.mekiki.view.align.Alignment;
import org.mekiki.view.align.Pose;

/**
 * A transformer that takes one size only looks at a view in tiles, from the teaching to the score.
 */
class TiledViewIT {
  private static final int SIDE = 64;
  private static final int FRAMES = 12;
  private static final int PROBES = 4;
  private static final String MODEL = "part";

  /** Sums are of other batches, and in another order. */
  private static final double TOLERANCE = 1e-3;

  private static final String DRAWN =
      "{\"regions\":[{\"name\":\"left\",\"box\":[\"5%\",\"5%\",\"45%\",\"70%\"],\"input\":[96,128]},"
          + "{\"name\":\"right\",\"box\":[\"50%\",\"20%\",\"45%\",\"40%\"],\"input\":[128,96]}],"
          + "\"ignored\":[{\"box\":[\"7%\",\"7%\",\"20%\",\"20%\"]}]}";

  @TempDir Path folder;

  @Test
  void servicesGiveTheScoresOfTheLibraryThatWasTaughtTheSameFrames() throws Exception {
    Path network = folder.resolve("vit.onnx");
    Files.write(
        network,
        new VisionTransformer(12, 4, 3, 16, SIDE, VisionTransformer.Training.LABELS, 0)
            .build("vit", new RandomWeights(1), SIDE));
    String[] settings = {"padim.backbone", network.toString(), "padim.model.precision", "float32"};
    try (TestLine line = new TestLine(folder.resolve("state"), settings)) {
      View view = view();
      line.train();
      line.score();
      ModelManifest manifest = teach(line, view);
      assertThat(manifest.view()).contains(view);
      assertThat(manifest.training().frames()).isEqualTo(FRAMES);

      List<byte[]> probes = frames(99, PROBES, 0.5);
      Map<String, Score> scores = score(line, probes);

      ViewedNetwork tiled = ViewedNetwork.of(view, line.graph);
      assertThat(tiled.graph().passes()).isGreaterThan(4);
      Viewer viewer = tiled.viewer();
      try (FeatureExtractor extractor = new OnnxFeatureExtractor(tiled.graph())) {
        Padim padim = taught(line, extractor, viewer, tiled.own());
        for (int n = 0; n < PROBES; n++) {
          double expected = padim.predict(tensor(viewer, probes.get(n))).score();
          assertThat(scores.get("probe-" + n).getScore())
              .as("probe %d", n)
              .isCloseTo(expected, within(TOLERANCE * expected));
        }
      }
    }
  }

  private static View view() throws Exception {
    Picture frame = picture(frames(7, 1, 0).get(0));
    return ViewJson.draft(DRAWN.getBytes(UTF_8))
        .resolve(
            new FrameSize(frame.width(), frame.height()),
            Alignment.NONE,
            new ImageShape(3, SIDE, SIDE));
  }

  private static List<byte[]> frames(long seed, int count, double defects) {
    SimulationOptions options = SimulationOptions.DEFAULT.withDefectRate(defects);
    try (SimulatedCamera camera = new SimulatedCamera("cam", seed, count, options)) {
      return IntStream.range(0, count).mapToObj(n -> camera.frame(n).encoded()).toList();
    }
  }

  private static ModelManifest teach(TestLine line, View view) {
    try (Teaching teaching =
        new Teaching(
            line.config.kafka().producerProperties(),
            line.config.kafka().consumerProperties(),
            line.config.topics(),
            line.config.topics().maxMessageBytes(),
            MODEL,
            Instant.now())) {
      teaching.useView(ViewJson.text(view));
      for (byte[] frame : frames(7, FRAMES, 0)) {
        teaching.send(frame, FrameRoles.TRAIN, "f" + teaching.sent(), Instant.now());
      }
      teaching.fit(1, null);
      TrainingEvent end = TestLine.awaitEnd(teaching);
      assertThat(end.event()).as(end.message()).isEqualTo(TrainingEvent.Kind.PUBLISHED);
      return line.catalog().kept(MODEL, end.version()).orElseThrow();
    }
  }

  private static Map<String, Score> score(TestLine line, List<byte[]> probes) throws Exception {
    try (FramePublisher publisher = FramePublisher.toFrames(line.config)) {
      for (int n = 0; n < probes.size(); n++) {
        publisher.send(
            "cam",
            probes.get(n),
            Instant.now(),
            Map.of(FrameHeaders.MODEL, MODEL, FrameHeaders.FRAME_ID, "probe-" + n),
            FramePublisher.Acknowledgement.IGNORED);
      }
      publisher.flush();
    }
    Map<String, Score> scores = new HashMap<>();
    for (TopicFollower.Entry entry :
        line.read(line.config.topics().scores().name(), probes.size())) {
      scores.put(entry.score().getFrameId(), entry.score());
    }
    assertThat(scores).hasSize(probes.size());
    return scores;
  }

  /** The library with the services' settings and the same good frames. */
  private static Padim taught(
      TestLine line, FeatureExtractor extractor, Viewer viewer, ImageShape own) {
    EmbeddingSettings embedding =
        TrainingSettingsFactory.embedding(line.config.padim(), extractor.backbone(), own, 0);
    PadimBuilder builder =
        Padim.builder(extractor)
            .embedding(embedding)
            .regularization(TrainingSettingsFactory.regularization(line.config.padim()))
            .areas(viewer.areas())
            .precision(Precision.FLOAT32);
    viewer.patches(embedding.grid()).ifPresent(builder::patches);
    Padim padim = builder.build();
    padim.train(frames(7, FRAMES, 0).stream().map(frame -> tensor(viewer, frame)).toList());
    return padim;
  }

  private static Picture picture(byte[] frame) {
    return new ImageDecoder(ImageLimits.DEFAULT).decode(frame);
  }

  private static ImageTensor tensor(Viewer viewer, byte[] frame) {
    Picture picture =
        new ImageDecoder(ImageLimits.DEFAULT)
            .decode(frame, viewer.wanted().width(), viewer.wanted().height());
    return viewer.see(picture, (Pose.Found) viewer.locate(picture)).tensor();
  }
}
