package org.mekiki.app.teach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mekiki.app.FakeTerminal;
import org.mekiki.app.common.SightMeasurement;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.image.SampleBits;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.inspect.PictureRules;
import org.mekiki.model.Calibration;
import org.mekiki.model.ModelChunks;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.Models;
import org.mekiki.model.TrainingFacts;
import org.mekiki.padim.GoodEmbedding;
import org.mekiki.padim.Padim;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.Variations;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.stream.TinyBackbone;

/** Frames of 24×24 pixels under two lamps; under the bright one they vary more. */
class SecondModelTest {
  private static final int SIDE = TinyBackbone.SIZE;

  private final TinyBackbone network = new TinyBackbone();
  private final ImagePreprocessor preprocessor =
      new ImagePreprocessor(network.backbone().preprocessing());

  private static byte[] frame(boolean bright, long seed) {
    Random random = new Random(seed);
    byte[] grey = new byte[SIDE * SIDE];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) ((bright ? 170 : 50) + (bright ? 18 : 3) * random.nextGaussian());
    }
    return grey;
  }

  private static Picture picture(byte[] grey) {
    return Picture.ofRaw(PixelFormat.GRAY8, SIDE, SIDE, 0, grey);
  }

  /** Every second one under the bright lamp. */
  private static List<byte[]> frames(int from, int to) {
    return IntStream.range(from, to).mapToObj(n -> frame(n % 2 == 1, n)).toList();
  }

  private ImageTensor tensor(byte[] frame) {
    return preprocessor.apply(picture(frame));
  }

  /** What the published model is known by, and the model. */
  private record Published(ModelManifest manifest, InspectionModel scorer) {}

  private Published published(List<byte[]> frames) {
    Padim padim = Padim.builder(network).build();
    int copies = Variations.worthMaking(frames.size());
    List<GoodEmbedding> good =
        frames.stream().map(frame -> padim.embedGood(tensor(frame), copies)).toList();
    padim.trainOnGood(good);
    PadimModel model = padim.model();
    ModelManifest manifest =
        ModelChunks.of(model, Precision.INT8)
            .manifest(
                "part",
                1,
                Models.TIME,
                new TrainingFacts(
                    Models.TIME, frames.size(), frames.size(), 1, "relative 0.01", Map.of()),
                Calibration.of(model.normalizer(), model.threshold(), "quantile", new double[] {1})
                    .with(model.groups())
                    .lessCommon(model.common()));
    Padim scoring = Padim.builder(network).model(model).scoringOnly().build();
    return new Published(
        manifest, new InspectionModel("part", 1, model.threshold(), scoring, preprocessor));
  }

  private SecondModel.Learned learned(
      Published published, List<byte[]> others, List<byte[]> painted) {
    SightMeasurement sight =
        new SightMeasurement(
            new FakeTerminal().terminal(),
            published.scorer,
            PictureRules.DEFAULT,
            () -> SampleBits.UNKNOWN);
    try (SightMeasurement.Steps steps = sight.steps(SightMeasurement.ANY_TIME)) {
      return new SecondModel(published.manifest, published.scorer)
          .learn(
              new SightFrames.Others(others.size(), others.stream()),
              SecondModelTest::picture,
              painted.stream().map(SecondModelTest::picture).toList(),
              steps,
              2);
    }
  }

  private double score(Padim padim, byte[] frame) {
    return padim.predict(tensor(frame)).score();
  }

  @Test
  void ofTheSameFramesItScoresAsThePublishedOneUnderBothLamps() {
    Published published = published(frames(0, 99));
    assertThat(published.manifest.calibration().groups().groups()).hasSize(2);
    assertThat(published.manifest.calibration().common().share()).isPositive();

    SecondModel.Learned second = learned(published, frames(0, 99), frames(500, 508));

    assertThat(second.frames()).isEqualTo(99);
    for (byte[] frame : frames(600, 610)) {
      double expected = score(published.scorer.padim(), frame);
      assertThat(score(second.padim(), frame)).isCloseTo(expected, within(1e-4 * expected));
    }
  }

  @Test
  void withFewerFramesItKeepsThePublishedGroupsAndThreshold() {
    Published published = published(frames(0, 40));
    assertThat(published.manifest.calibration().groups().groups()).hasSize(2);

    SecondModel.Learned second = learned(published, frames(8, 40), frames(0, 8));

    for (boolean bright : new boolean[] {false, true}) {
      long flagged =
          IntStream.range(600, 700)
              .filter(n -> second.padim().predict(tensor(frame(bright, n))).anomalous())
              .count();
      assertThat(flagged).as("good frames of 100, bright: %s", bright).isLessThan(30);
    }
    assertThat(second.padim().predict(tensor(new byte[SIDE * SIDE])).anomalous()).isTrue();
  }

  @Test
  void copiesOfFramesToPaintOnAreLeftOut() {
    Published published = published(frames(0, 40));

    assertThat(learned(published, frames(4, 40), frames(0, 8)).frames()).isEqualTo(32);
    assertThatThrownBy(() -> learned(published, frames(4, 12), frames(0, 8)))
        .isInstanceOf(SecondModel.NotLearnedException.class)
        .hasMessage(
            "a second model can't be made: only 4 good frames are left for it, without those to"
                + " paint on and copies of them, and at least 8 are needed");
  }

  @Test
  void ofAModelThatAnotherReleaseMadeInAWayOfItsOwnThereIsNone() {
    Published published = published(frames(0, 20));
    TrainingFacts facts = new TrainingFacts(Models.TIME, 20, 20, 1, "minimal 0.3", Map.of());
    ModelManifest known = published.manifest;
    ModelManifest other =
        ModelManifest.of(
            "part",
            1,
            Models.TIME,
            known.backbone(),
            known.grid(),
            known.neighbourhood(),
            known.reduction(),
            known.chunks(),
            facts,
            known.calibration(),
            known.graph(),
            Optional.empty());

    assertThatThrownBy(() -> new SecondModel(other, published.scorer))
        .isInstanceOf(SecondModel.NotLearnedException.class)
        .hasMessageStartingWith("regularization 'minimal 0.3' is not known");
  }
}
