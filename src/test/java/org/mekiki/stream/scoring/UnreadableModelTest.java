package org.mekiki.stream.scoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.model.ModelFactory;
import org.mekiki.model.VerifiedModel;
import org.mekiki.padim.Padim;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.PreparedModel;
import org.mekiki.padim.gaussian.MahalanobisDistance;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.stream.TestFrames;
import org.mekiki.stream.TinyBackbone;
import org.mekiki.stream.codec.AvroCodec;

/** Frames of a model that is mapped from a file, whose disk fails. */
class UnreadableModelTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir Path state;

  @ParameterizedTest(name = "after {0} frames")
  @ValueSource(ints = {0, 600})
  void areScoredWithTheModelFromTheTopic(int before) throws Exception {
    assumeTrue(MahalanobisDistance.hasVectorModule(), "needs --add-modules jdk.incubator.vector");
    VerifiedModel trained = ScoringFixture.train(state);
    double expected = score(trained, ScoringFixture::load, before);
    AtomicInteger made = new AtomicInteger();

    double score =
        score(
            trained,
            model -> made.getAndIncrement() == 0 ? mapped(model) : ScoringFixture.load(model),
            before);

    assertThat(score).isEqualTo(expected);
    assertThat(made).hasValue(2);
  }

  /**
   * Of the frame after those before, which make the code compiled: it reports a fault later. Before
   * this frame the file is cut short, if there is one.
   */
  private double score(VerifiedModel trained, ModelFactory<InspectionModel> factory, int before)
      throws IOException {
    try (ScoringFixture scoring = ScoringFixture.of(trained, NOW).madeBy(factory).open(state)) {
      for (int frame = 0; frame < before; frame++) {
        scoring.send("cam", TestFrames.good(500), NOW);
      }
      if (Files.exists(file())) {
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
          channel.truncate(0);
        }
      }
      scoring.send("cam", TestFrames.good(500), NOW);
      assertThat(scoring.read("dead-letters"))
          .extracting(letter -> new String(letter.value(), UTF_8))
          .isEmpty();
      List<TestRecord<byte[], byte[]>> scores = scoring.read("scores");
      assertThat(scores).hasSize(before + 1);
      return AvroCodec.SCORE.decode(scores.get(before).value()).getScore();
    }
  }

  private Path file() {
    return state.resolve("factors");
  }

  /** A model over a file. */
  private InspectionModel mapped(VerifiedModel verified) {
    PadimModel model = verified.model();
    PatchGaussians gaussians = model.gaussians();
    try {
      MahalanobisDistance.prepare(gaussians, Precision.INT8).write(file());
      MahalanobisDistance mapped =
          MahalanobisDistance.map(file(), gaussians.patches(), gaussians.dimensions());
      PreparedModel prepared =
          new PreparedModel(
              model.backbone(),
              model.embedding(),
              mapped,
              model.normalizer(),
              model.threshold(),
              model.groups(),
              model.common(),
              model.looks());
      return new InspectionModel(
          verified.manifest().model(),
          verified.manifest().version(),
          model.threshold(),
          Padim.builder(new TinyBackbone()).prepared(prepared).build(),
          new ImagePreprocessor(TinyBackbone.BACKBONE.preprocessing()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
