package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mekiki.evaluate.metric.ImageMetrics;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.VerifiedModel;
import org.mekiki.padim.Padim;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.service.ScoringService;
import org.mekiki.service.parts.BackboneFactory;
import org.mekiki.service.parts.TrainingSettingsFactory;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.client.TopicFollower;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Real pictures, taught and scored by the commands over a real broker, against the library called
 * directly: it learns the same files by itself and scores them by itself.
 */
@Timeout(1200)
@EnabledIfEnvironmentVariable(named = "MEKIKI_REAL_DATA", matches = ".+")
class RealDataIT {
  private static final Path DATA =
      Path.of(System.getenv().getOrDefault("MEKIKI_REAL_DATA", "nowhere"));
  private static final Path TILES = DATA.resolve("magnetic_tile");

  /** Sums of different orders: tiles over Kafka, whole images in the library. */
  private static final double SAME = 1e-5;

  private static final Logger LOG = LoggerFactory.getLogger(RealDataIT.class);

  @TempDir Path folder;

  @Test
  void theBuiltInBackboneOverTheBrokerScoresAsTheLibraryDoes() throws Exception {
    assertThat(auroc("padim.dimensions", "200")).isGreaterThanOrEqualTo(0.88);
  }

  @ParameterizedTest
  @CsvSource({"float32, 0.92", "int8, 0.91"})
  void anImageNetBackboneOverTheBrokerScoresAsTheLibraryDoes(String precision, double least)
      throws Exception {
    assertThat(
            auroc(
                "padim.dimensions",
                "100",
                "padim.backbone",
                DATA.resolve("mobilenet_v2.onnx").toString(),
                "padim.features",
                "/n/Add_3_output_0,/n/Add_8_output_0,/n/Add_20_output_0",
                "models.allow-unsigned-networks",
                "true",
                "train.backbone.precision",
                precision))
        .isGreaterThanOrEqualTo(least);
  }

  private double auroc(String... settings) throws Exception {
    List<String> flags = new ArrayList<>();
    for (int i = 0; i < settings.length; i += 2) {
      flags.addAll(List.of("--set", settings[i] + "=" + settings[i + 1]));
    }
    List<String> all = new ArrayList<>(List.of(settings));
    all.addAll(List.of("train.fold-every", "100"));
    try (TestLine line = new TestLine(folder, all.toArray(new String[0]))) {
      line.train();
      ScoringService scoring = line.score();
      run(line, flags, "teach", TILES.resolve("train/good").toString(), "--model", "tile");
      TestLine.awaitModel(scoring, "tile");
      Path test = TILES.resolve("test");
      run(line, flags, "publish", test.toString(), "--camera", "tile");
      int frames = count(test);
      List<TopicFollower.Entry> scores = line.read(line.config.topics().scores().name(), frames);
      assertThat(scores).hasSize(frames);
      compareWithLibrary(line, scores, test);
      return auroc(scores);
    }
  }

  private static void run(TestLine line, List<String> flags, String... command) {
    List<String> arguments = new ArrayList<>(List.of(line.arguments(command)));
    int dimensions = arguments.indexOf("--dimensions");
    arguments.subList(dimensions, dimensions + 2).clear();
    arguments.addAll(flags);
    FakeTerminal terminal = new FakeTerminal();
    assertThat(terminal.run(arguments.toArray(new String[0]))).as(terminal.err()).isZero();
  }

  private static void compareWithLibrary(TestLine line, List<TopicFollower.Entry> scores, Path test)
      throws Exception {
    ModelManifest manifest = line.catalog().current("tile").orElseThrow();
    try (FeatureExtractor extractor = network(line, line.download(manifest))) {
      Padim padim =
          Padim.builder(extractor)
              .embedding(
                  TrainingSettingsFactory.embedding(line.config.padim(), line.graph.backbone(), 0))
              .regularization(TrainingSettingsFactory.regularization(line.config.padim()))
              .build();
      List<ImageTensor> good = new ArrayList<>();
      for (Path file : files(TILES.resolve("train/good"))) {
        good.add(tensor(line, file));
      }
      padim.train(good);
      double largest = 0;
      for (TopicFollower.Entry entry : scores) {
        Score score = entry.score();
        double expected = padim.predict(tensor(line, test.resolve(score.getFrameId()))).score();
        assertThat(score.getScore())
            .as(score.getFrameId())
            .isCloseTo(expected, within(SAME * expected));
        assertThat(score.getModelVersion()).isEqualTo(manifest.version());
        largest = Math.max(largest, Math.abs(score.getScore() - expected) / expected);
      }
      LOG.info("largest relative difference to the library: {}", largest);
    }
  }

  /** The one that was published with the model, if there is one. */
  private static FeatureExtractor network(TestLine line, VerifiedModel model) {
    LOG.info("{}, noise {}", model.manifest().backbone().name(), model.manifest().graph().noise());
    return model.graph().isPresent()
        ? BackboneFactory.published(line.config)
            .open(model.manifest().backbone(), model.graph().get())
        : BackboneFactory.extractor(line.graph, line.config);
  }

  private static ImageTensor tensor(TestLine line, Path file) throws Exception {
    var preprocessing = line.graph.backbone().preprocessing();
    return new ImagePreprocessor(preprocessing)
        .apply(
            line.config
                .image()
                .decoder()
                .decode(
                    Files.readAllBytes(file),
                    preprocessing.shape().width(),
                    preprocessing.shape().height()));
  }

  private static double auroc(List<TopicFollower.Entry> entries) throws Exception {
    double[] scores = new double[entries.size()];
    boolean[] anomalous = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = entries.get(i).score().getScore();
      anomalous[i] = !entries.get(i).score().getFrameId().startsWith("good/");
    }
    double auroc = ImageMetrics.of(scores, anomalous).auroc().value();
    LOG.info("image AUROC over the broker: {}", auroc);
    return auroc;
  }

  private static int count(Path folder) throws Exception {
    return files(folder).size();
  }

  private static List<Path> files(Path folder) throws Exception {
    try (var walk = Files.walk(folder)) {
      return walk.filter(f -> f.toString().endsWith(".jpg")).sorted().toList();
    }
  }
}
