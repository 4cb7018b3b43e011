package org.mekiki.stream.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.Rejection;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.chunk.Tiling;
import org.mekiki.padim.Padim;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.Reductions;
import org.mekiki.padim.gaussian.Regularization;
import org.mekiki.padim.threshold.Thresholds;
import org.mekiki.stream.TestFrames;
import org.mekiki.stream.TinyBackbone;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.letters.DeadLetters;
import org.mekiki.stream.training.message.TrainingCommand;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.stream.training.message.TrainingSettings;
import org.mekiki.view.FrameSize;
import org.mekiki.view.View;
import org.mekiki.view.ViewJson;
import org.mekiki.view.align.Alignment;

/** A trainer whose models have more features where there are many good frames. */
class AutomaticDimensionsTest {
  private static final int FRAMES = 12;
  private static final int FEW = 8;
  private static final int MANY = 11;

  private static final EmbeddingSettings OF_MANY =
      new EmbeddingSettings(
          TrainingFixture.EMBEDDING.grid(), 3, Reductions.randomSelection(12, MANY, 5));

  private static final View VIEW =
      ViewJson.draft(
              "{\"regions\": [{\"box\": [0, 8, 32, 32], \"input\": [32, 32]}]}".getBytes(UTF_8))
          .resolve(new FrameSize(TestFrames.SIZE, TestFrames.SIZE), Alignment.NONE, null);

  @TempDir Path folder;
  private TrainingFixture training;

  @BeforeEach
  void start() {
    training = new TrainingFixture(folder, settings(Optional.of(settings(OF_MANY, MANY))));
  }

  @AfterEach
  void stop() {
    training.close();
  }

  private static TrainingSettings settings(Optional<TrainingSettings> ofMany) {
    return TrainingFixture.settings(TrainingFixture.settings(4).threshold(), ofMany);
  }

  private static TrainingSettings settings(EmbeddingSettings embedding, int dimensions) {
    TrainingSettings usual = TrainingFixture.settings(4);
    return new TrainingSettings(
        usual.backbone(),
        embedding,
        usual.regularization(),
        usual.precision(),
        Tiling.of(embedding.grid(), dimensions, 5),
        usual.foldEvery(),
        usual.heldOut(),
        usual.falseAlarmRate(),
        usual.threshold(),
        Optional.empty());
  }

  private void send(String run, String... headers) {
    for (int seed = 0; seed < FRAMES; seed++) {
      List<String> all = new ArrayList<>(List.of(FrameHeaders.RUN, run));
      all.addAll(List.of(headers));
      training.send("cam", TestFrames.good(seed), all.toArray(String[]::new));
    }
  }

  private void fit(String run, String... headers) {
    training.send("cam", TrainingCommand.fit("cam", run, run, 1, 1).toBytes(), headers);
  }

  private static String[] said(String frames) {
    return new String[] {FrameHeaders.RUN_GOOD_FRAMES, frames};
  }

  private List<String> messages() {
    return training.events().stream()
        .filter(event -> event.event() == TrainingEvent.Kind.FITTING)
        .map(TrainingEvent::message)
        .toList();
  }

  private ModelManifest manifest() {
    training.readModels();
    return training.manifest("cam").orElseThrow();
  }

  private static Padim library(EmbeddingSettings embedding) {
    Padim padim =
        Padim.builder(new TinyBackbone())
            .embedding(embedding)
            .regularization(new Regularization.Relative(0.01))
            .threshold(Thresholds.quantile(0.01))
            .leftOut(10)
            .precision(TrainingFixture.settings(1).precision())
            .build();
    padim.train(IntStream.range(0, FRAMES).mapToObj(AutomaticDimensionsTest::tensor).toList());
    return padim;
  }

  private static ImageTensor tensor(int seed) {
    return new ImagePreprocessor(TinyBackbone.BACKBONE.preprocessing())
        .apply(
            new ImageDecoder(ImageLimits.DEFAULT)
                .decode(TestFrames.good(seed), TinyBackbone.SIZE, TinyBackbone.SIZE));
  }

  @ParameterizedTest
  @CsvSource({"299, 8", "300, 11", "100000, 11"})
  void chooseByTheNumberOfGoodFramesThatTheRunSays(String frames, int dimensions) {
    send("r", said(frames));
    fit("r", said(frames));

    ModelManifest manifest = manifest();
    assertThat(manifest.dimensions()).isEqualTo(dimensions);
    Padim library = library(dimensions == FEW ? TrainingFixture.EMBEDDING : OF_MANY);
    assertThat(manifest.calibration().threshold()).isEqualTo(library.model().threshold());
    assertThat(training.load("cam").model().gaussians().mean())
        .isEqualTo(library.model().gaussians().mean());
    assertThat(training.load("cam").model().gaussians().factor())
        .isEqualTo(library.model().gaussians().factor());
    assertThat(training.leftovers()).isEmpty();
  }

  @Test
  void aRunThatSaysNothingHasFewAndIsToldSo() {
    send("r");
    fit("r");

    assertThat(manifest().dimensions()).isEqualTo(FEW);
    assertThat(messages())
        .containsExactly(
            "dimensions are automatic: 8 of 12 features of each patch; with 300 good frames or"
                + " more, up to 12");
  }

  @Test
  void manyFramesOfARunThatDidNotSayHowManyAreTold() {
    for (int seed = 0; seed < 300; seed++) {
      training.send("cam", TestFrames.good(seed), FrameHeaders.RUN, "r");
    }
    fit("r");

    assertThat(messages())
        .containsExactly(
            "dimensions are automatic: 8 of 12 features of each patch; with 300 good frames or"
                + " more, up to 12, but this run's records did not say in run-good-frames that it"
                + " has 300");
  }

  @Test
  void aRunThatHasManyIsToldSo() {
    send("r", said("300"));
    fit("r", said("300"));

    assertThat(messages())
        .containsExactly(
            "dimensions are automatic: 11 of 12 features of each patch, since there are 300 good"
                + " frames or more");
  }

  @Test
  void aTrainerOfOneNumberDoesNotCareHowManyThereAre() {
    training.close();
    training = new TrainingFixture(folder, settings(Optional.empty()));

    send("r", said("300"));
    fit("r", said("300"));

    assertThat(manifest().dimensions()).isEqualTo(FEW);
    assertThat(messages()).containsOnlyNulls();
  }

  @ParameterizedTest
  @ValueSource(strings = {"many", "", "0", "-300", "3e2", "9999999999"})
  void whatIsNoNumberIsADeadLetter(String frames) {
    training.send("cam", TestFrames.good(1), said(frames));
    fit("r", said(frames));

    List<String> reasons =
        training.read("dead-letters").stream().map(AutomaticDimensionsTest::reason).toList();
    assertThat(reasons)
        .containsExactly(Rejection.BAD_METADATA.label(), Rejection.BAD_COMMAND.label());
    assertThat(training.events())
        .allSatisfy(
            event ->
                assertThat(event.message())
                    .contains(
                        "run-good-frames is '" + frames + "'; valid: the number of good frames"));
  }

  private static String reason(TestRecord<byte[], byte[]> letter) {
    return new String(letter.headers().lastHeader(DeadLetters.REASON).value(), UTF_8);
  }

  @Test
  void aRunOfManyFramesIsCancelledByItsIdAlone() {
    send("r", said("300"));

    training.cancelRun("cam", "r");

    assertThat(training.eventKinds()).contains("CANCELLED");
    assertThat(training.leftovers()).isEmpty();
  }

  @Test
  void aViewAndManyFramesGoTogether() {
    String view = ViewJson.text(VIEW);
    String[] headers = {FrameHeaders.VIEW, view, FrameHeaders.RUN_GOOD_FRAMES, "300"};
    send("r", headers);
    training.send(
        "cam", TrainingCommand.fit("cam", "r", "r", 1, 1).withView(view).toBytes(), said("300"));

    ModelManifest manifest = manifest();
    assertThat(manifest.view()).contains(VIEW);
    assertThat(manifest.dimensions()).isEqualTo(MANY);
    assertThat(manifest.grid().width()).isEqualTo(8);
    assertThat(training.load("cam").model().gaussians().dimensions()).isEqualTo(MANY);
    assertThat(training.leftovers()).isEmpty();
  }

  @Test
  void runsOfFewAndOfManyFramesDoNotMix() {
    send("few", said("12"));
    send("many", said("300"));
    fit("many", said("300"));
    assertThat(manifest().dimensions()).isEqualTo(MANY);
    fit("few", said("12"));

    assertThat(manifest().dimensions()).isEqualTo(FEW);
    assertThat(manifest().training().frames()).isEqualTo(FRAMES);
    assertThat(training.leftovers()).isEmpty();
  }
}
