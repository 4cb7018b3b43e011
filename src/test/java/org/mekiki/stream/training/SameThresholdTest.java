package org.mekiki.stream.training;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.Picture;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.model.Calibration;
import org.mekiki.model.GoodFrames;
import org.mekiki.model.ModelManifest;
import org.mekiki.padim.Padim;
import org.mekiki.padim.Prediction;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.gaussian.Regularization;
import org.mekiki.padim.looks.TaughtLooks;
import org.mekiki.padim.threshold.Calibrated;
import org.mekiki.padim.threshold.GoodGroups;
import org.mekiki.padim.threshold.Repetition;
import org.mekiki.padim.threshold.Thresholds;
import org.mekiki.stream.TestFrames;
import org.mekiki.stream.TinyBackbone;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.codec.FrameRoles;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.stream.training.message.TrainingSettings;

/** The service, cut into tiles and folding as it likes, chooses what the library chooses. */
class SameThresholdTest {
  private static final double RATE = 0.02;

  @TempDir Path folder;

  private static TrainingSettings settings(int foldEvery, int heldOut) {
    TrainingSettings usual = TrainingFixture.settings(foldEvery);
    return new TrainingSettings(
        usual.backbone(),
        usual.embedding(),
        usual.regularization(),
        usual.precision(),
        usual.tiling(),
        foldEvery,
        heldOut,
        RATE,
        Thresholds::quantile,
        Optional.empty());
  }

  private static ImageTensor tensor(byte[] frame) {
    Picture picture =
        new ImageDecoder(ImageLimits.DEFAULT).decode(frame, TinyBackbone.SIZE, TinyBackbone.SIZE);
    return new ImagePreprocessor(TinyBackbone.BACKBONE.preprocessing()).apply(picture);
  }

  private static Padim library(List<byte[]> frames, int leftOut) {
    Padim padim =
        Padim.builder(new TinyBackbone())
            .embedding(TrainingFixture.EMBEDDING)
            .regularization(new Regularization.Relative(0.01))
            .threshold(Thresholds.quantile(RATE))
            .leftOut(leftOut)
            .precision(TrainingFixture.settings(1).precision())
            .build();
    padim.train(frames.stream().map(SameThresholdTest::tensor).toList());
    return padim;
  }

  private static List<byte[]> good(int count) {
    return new ArrayList<>(IntStream.range(0, count).mapToObj(TestFrames::good).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "60, 1, 1000",
    "60, 4, 1000",
    "60, 7, 1000",
    "60, 200, 1000",
    "30, 7, 1000",
    "12, 7, 1000",
    "99, 40, 1000",
    "101, 40, 1000"
  })
  void choosesTheSameThresholdBitForBitFromTheSameFrames(int count, int foldEvery, int heldOut) {
    List<byte[]> frames = good(count);
    Padim library = library(frames, heldOut);
    Collections.shuffle(frames, new java.util.Random(foldEvery));
    Taught taught = taught(frames, settings(foldEvery, heldOut));
    Calibration service = taught.calibration();

    assertThat(taught.looks()).isEqualTo(library.model().looks());
    assertThat(taught.looks().frames()).isEqualTo(count);
    assertThat(service.threshold()).isEqualTo(library.model().threshold());
    assertThat(service.validationScores()).hasSize(count);
    assertThat(service.goodFrames().falseAlarms())
        .hasValue(library.calibration().orElseThrow().falseAlarms());
    assertThat(service.goodFrames().warnings())
        .isEqualTo(library.calibration().orElseThrow().warnings());
  }

  @Test
  void leavesTheSameFramesOutWhereThereAreMoreThanWanted() {
    List<byte[]> frames = good(60);
    Padim library = library(frames, 25);

    Calibration service = taught(frames, settings(4, 25)).calibration();

    assertThat(service.validationScores()).hasSize(25);
    assertThat(service.threshold()).isEqualTo(library.model().threshold());
    assertThat(service.goodFrames().unusual().stream().map(GoodFrames.UnusualFrame::frame))
        .containsExactlyElementsOf(
            library.calibration().orElseThrow().unusual().stream()
                .map(image -> "frame-" + image.position())
                .toList());
  }

  @Test
  void namesFramesThatLookUnlikeTheRestByTheirIds() {
    List<byte[]> frames = good(60);
    frames.set(20, TestFrames.defective(20));
    frames.set(41, TestFrames.defective(41));

    Taught taught = taught(frames, settings(7, 1000));

    GoodFrames said = taught.calibration().goodFrames();
    assertThat(said.odd()).containsExactlyInAnyOrder("frame-20", "frame-41");
    assertThat(said.aboutOdd().orElse("none"))
        .isEqualTo(
            "2 of 60 good frames look unlike the rest and did not count for the threshold; about"
                + " half of them may be good: look at them before you remove them");
    assertThat(taught.published().message()).contains("2 of 60 good frames look unlike the rest");
    assertThat(
            library(frames, 1000).calibration().orElseThrow().odd().stream()
                .map(Calibrated.Image::position))
        .containsExactlyInAnyOrder(20, 41);
  }

  @ParameterizedTest
  @CsvSource({"1", "7", "200"})
  void namesTheFramesOfACoveredLens(int foldEvery) {
    List<byte[]> frames = good(60);
    frames.set(20, TestFrames.covered(20));
    frames.set(41, TestFrames.covered(41));
    Padim library = library(frames, 1000);
    assertThat(library.model().looks().warning()).isPresent();

    Taught taught = taught(frames, settings(foldEvery, 1000));

    assertThat(taught.calibration().goodFrames().warnings())
        .filteredOn(warning -> warning.startsWith("a black picture would pass as good"))
        .singleElement(as(InstanceOfAssertFactories.STRING))
        .containsAnyOf("look at frame-20, frame-41, and if", "look at frame-41, frame-20, and if")
        .endsWith("teach again without them");
    assertThat(taught.published().message())
        .contains("a black picture would pass as good", "frame-20", "frame-41");
    assertThat(taught.looks()).isEqualTo(library.model().looks());
  }

  @Test
  void namesTheFramesOfACoveredLensAmongThoseThatWereNotLearned() {
    try (TrainingFixture fixture = new TrainingFixture(folder, settings(7, 1000))) {
      for (int i = 0; i < 12; i++) {
        fixture.send(
            "part",
            i == 5 ? TestFrames.covered(i) : TestFrames.good(600 + i),
            FrameHeaders.ROLE,
            FrameRoles.VALIDATION,
            FrameHeaders.FRAME_ID,
            "held-" + i);
      }
      send(fixture, good(30));

      assertThat(fixture.manifest("part").orElseThrow().calibration().goodFrames().warnings())
          .anySatisfy(warning -> assertThat(warning).contains("look at held-5, and if"));
      assertThat(fixture.leftovers()).isEmpty();
    }
  }

  @Test
  void tellsTheSameGroupsOfGoodFramesApartAsTheLibrary() {
    List<byte[]> frames = good(90);
    for (int i = 0; i < 90; i += 3) {
      frames.set(i, TestFrames.dimmed(i));
    }

    Padim library = library(frames, 1000);
    Collections.shuffle(frames, new java.util.Random(7));
    Calibration service = taught(frames, settings(7, 1000)).calibration();

    assertThat(service.groups()).isEqualTo(library.model().groups());
    assertThat(service.groups().text()).hasValue("2 groups: 60 and 30 good frames");
    assertThat(service.threshold()).isEqualTo(library.model().threshold());
    assertThat(service.normalizer()).isEqualTo(library.model().normalizer());
    assertThat(service.goodFrames().warnings())
        .contains(
            "2 groups: 60 and 30 good frames whose scores differ (two lamps? two suppliers?): each"
                + " group has a threshold of its own")
        .isEqualTo(library.calibration().orElseThrow().warnings());
  }

  @Test
  void aScorerTellsTheGroupsApartAndScoresAsTheLibraryDoes() {
    List<byte[]> frames = good(90);
    for (int i = 0; i < 90; i += 3) {
      frames.set(i, TestFrames.dimmed(i));
    }
    Padim library = library(frames, 1000);
    List<byte[]> unseen = List.of(TestFrames.good(500), TestFrames.dimmed(501));

    try (TrainingFixture fixture = new TrainingFixture(folder, settings(7, 1000))) {
      send(fixture, frames);
      Padim scorer = Padim.of(fixture.load("part").model(), new TinyBackbone());

      for (byte[] frame : unseen) {
        assertThat(scorer.predict(tensor(frame)).score())
            .isCloseTo(library.predict(tensor(frame)).score(), withinPercentage(0.1));
        assertThat(scorer.model().groups()).isEqualTo(library.model().groups());
      }
      double[] factors =
          unseen.stream()
              .map(frame -> Repetition.signature(scorer.embed(tensor(frame))))
              .mapToDouble(scorer.model().groups()::factor)
              .toArray();
      assertThat(factors[0]).isEqualTo(1);
      assertThat(factors[1]).isNotEqualTo(1);
    }
  }

  @Test
  void framesThatWereNotLearnedMakeOneThresholdInBoth() {
    List<byte[]> frames = good(90);
    List<byte[]> validation = new ArrayList<>();
    for (int i = 0; i < 90; i += 3) {
      frames.set(i, TestFrames.dimmed(i));
      validation.add(TestFrames.good(600 + i));
      validation.add(TestFrames.dimmed(601 + i));
    }
    Padim library = library(frames, 1000);
    assertThat(library.model().groups().exist()).isTrue();
    library.validate(validation.stream().map(SameThresholdTest::tensor).toList(), List.of());

    try (TrainingFixture fixture = new TrainingFixture(folder, settings(7, 1000))) {
      for (byte[] frame : validation) {
        fixture.send("part", frame, FrameHeaders.ROLE, FrameRoles.VALIDATION);
      }
      send(fixture, frames);
      ModelManifest manifest = fixture.manifest("part").orElseThrow();
      Calibration service = manifest.calibration();

      assertThat(manifest.training().pictures().looks()).isEqualTo(library.model().looks());
      assertThat(service.groups()).isEqualTo(library.model().groups()).isEqualTo(GoodGroups.NONE);
      assertThat(service.threshold()).isCloseTo(library.model().threshold(), withinPercentage(0.1));
      assertThat(service.goodFrames().warnings())
          .isEqualTo(library.calibration().orElseThrow().warnings());
      byte[] unseen = TestFrames.dimmed(501);
      assertThat(Padim.of(fixture.load("part").model(), new TinyBackbone()).predict(tensor(unseen)))
          .extracting(Prediction::score, as(InstanceOfAssertFactories.DOUBLE))
          .isCloseTo(library.predict(tensor(unseen)).score(), withinPercentage(0.1));
    }
  }

  @Test
  void manyHeldOutFramesGoInSeveralRecordsAndLeaveNothingBehind() {
    List<byte[]> frames = good(1500);

    try (TrainingFixture fixture = new TrainingFixture(folder, settings(200, 1500))) {
      send(fixture, frames);
      assertThat(fixture.manifest("part").orElseThrow().training().validationFrames())
          .isEqualTo(1500);
      assertThat(fixture.leftovers()).isEmpty();
    }
  }

  @Test
  void makesNoCopiesWhereManyFramesAreAnnounced() {
    List<byte[]> frames = good(60);
    Padim plain = library(frames, 1000);
    plain.trainOnGood(frames.stream().map(frame -> plain.embedGood(tensor(frame), 0)).toList());

    try (TrainingFixture fixture = new TrainingFixture(folder, settings(7, 1000))) {
      for (byte[] frame : frames) {
        fixture.send("part", frame, FrameHeaders.RUN_FRAMES, "240");
      }
      fixture.fit("part");
      fixture.readModels();

      assertThat(fixture.manifest("part").orElseThrow().calibration().threshold())
          .isEqualTo(plain.model().threshold())
          .isNotEqualTo(library(frames, 1000).model().threshold());
    }
  }

  private record Taught(ModelManifest manifest, TrainingEvent published) {
    Calibration calibration() {
      return manifest.calibration();
    }

    TaughtLooks looks() {
      return manifest.training().pictures().looks();
    }
  }

  private static void send(TrainingFixture fixture, List<byte[]> frames) {
    for (int i = 0; i < frames.size(); i++) {
      fixture.send("part", frames.get(i), FrameHeaders.FRAME_ID, "frame-" + i);
    }
    fixture.fit("part");
    fixture.readModels();
  }

  private Taught taught(List<byte[]> frames, TrainingSettings settings) {
    try (TrainingFixture fixture = new TrainingFixture(folder, settings)) {
      send(fixture, frames);
      List<TrainingEvent> events = fixture.events();
      return new Taught(fixture.manifest("part").orElseThrow(), events.get(events.size() - 1));
    }
  }
}
