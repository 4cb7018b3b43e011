package org.mekiki.stream.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PictureResizer;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.CameraThresholds;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.inspect.Inspector;
import org.mekiki.inspect.PictureRules;
import org.mekiki.inspect.PictureRules.OtherShape;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.model.TaughtPictures;
import org.mekiki.model.VerifiedModel;
import org.mekiki.padim.looks.TaughtLooks;
import org.mekiki.stream.TestFrames;
import org.mekiki.stream.training.TrainingFixture;

/** A model knows the shape, the size and the bits of the pictures that it was taught with. */
class TaughtPicturesTest {
  private static final int SIZE = TestFrames.SIZE;

  @TempDir Path state;

  @Test
  void theManifestSaysWhatSizeTheGoodPicturesHad() {
    assertThat(pictures(ScoringFixture.train(state)))
        .isEqualTo(new TaughtPictures(SIZE, SIZE, 0, false));
  }

  @Test
  void aFrameOfAnotherAspectRatioIsNotScored() {
    VerifiedModel model = ScoringFixture.train(state);

    assertThatThrownBy(() -> score(model, png(SIZE, SIZE - 2), PictureRules.DEFAULT))
        .isInstanceOfSatisfying(
            UnscorableException.class,
            e -> assertThat(e.rejection()).isEqualTo(Rejection.OTHER_SHAPE))
        .hasMessage(
            "camera cam sends pictures of 48x46, but model cam version 1 was taught with 48x48,"
                + " another aspect ratio; teach it with this camera's pictures, or see"
                + " image.other-shape");
  }

  @Test
  void aFrameOfAnotherSizeButTheSameAspectRatioIsScored() {
    VerifiedModel model = ScoringFixture.train(state);

    assertThat(score(model, png(2 * SIZE, 2 * SIZE + 1), PictureRules.DEFAULT)).isPositive();
  }

  @Test
  void aFrameOfAnotherAspectRatioIsScoredWhereTheSettingSaysSo() {
    VerifiedModel model = ScoringFixture.train(state);

    for (OtherShape rule : new OtherShape[] {OtherShape.WARNING, OtherShape.ACCEPT}) {
      assertThat(score(model, png(SIZE, 10), new PictureRules(Map.of(), rule))).isPositive();
    }
  }

  @Test
  void aModelThatWasTaughtWithSeveralShapesTakesAll() {
    try (TrainingFixture training = new TrainingFixture(state)) {
      training.sendGood("cam", 0, 10);
      training.sendGood("cam", png(SIZE, SIZE / 2));
      training.fit("cam");
      training.readModels();
      VerifiedModel model = training.load("cam");

      assertThat(pictures(model)).isEqualTo(new TaughtPictures(SIZE, SIZE, 0, true));
      assertThat(score(model, png(SIZE, 10), PictureRules.DEFAULT)).isPositive();
    }
  }

  @Test
  void twelveBitsInSamplesOfSixteenScoreAsSixteenDo() throws IOException {
    VerifiedModel twelve = trainWithBits("twelve", 12);
    VerifiedModel sixteen = trainWithBits("sixteen", 16);

    assertThat(pictures(twelve).bits()).isEqualTo(12);
    double expected = score(sixteen, sixteenBits(77, 16), PictureRules.DEFAULT);
    // Not a word of the bits in the frame: the model knows them.
    assertThat(score(twelve, sixteenBits(77, 12), PictureRules.DEFAULT))
        .isCloseTo(expected, within(expected / 1000));
    // A frame's own word, and a camera's setting, come first.
    assertThat(score(twelve, new Frame.Encoded(sixteenBits(77, 10), 10), PictureRules.DEFAULT))
        .isCloseTo(expected, within(expected / 1000));
    assertThat(
            score(
                twelve,
                sixteenBits(77, 10),
                new PictureRules(Map.of("cam", 10), OtherShape.DEAD_LETTER)))
        .isCloseTo(expected, within(expected / 1000));
  }

  private VerifiedModel trainWithBits(String folder, int bits) throws IOException {
    try (TrainingFixture training = new TrainingFixture(state.resolve(folder))) {
      for (int seed = 0; seed < 20; seed++) {
        training.sendGood("cam", sixteenBits(seed, bits), "bits", Integer.toString(bits));
      }
      training.fit("cam");
      training.readModels();
      return training.load("cam");
    }
  }

  /** Of their size and bits only. */
  private static TaughtPictures pictures(VerifiedModel model) {
    return model.manifest().training().pictures().with(TaughtLooks.NONE);
  }

  private static double score(VerifiedModel model, byte[] encoded, PictureRules rules) {
    return score(model, new Frame.Encoded(encoded), rules);
  }

  private static double score(VerifiedModel verified, Frame.Content picture, PictureRules rules) {
    InspectionModel model = ScoringFixture.load(verified);
    Inspector inspector =
        new Inspector(new ImageDecoder(ImageLimits.DEFAULT), 1, CameraThresholds.NONE, rules);
    Frame frame =
        new Frame("cam", "f-1", "cam", Instant.EPOCH, OptionalLong.empty(), picture, Map.of());
    return inspector.inspect(frame, model).score();
  }

  private static byte[] png(int width, int height) {
    Picture picture = TestFrames.picture(TestFrames.pixels(5));
    return ImageWriter.png(PictureResizer.resize(picture, width, height));
  }

  /** The same grey levels as they come from a sensor with so many bits. */
  private static byte[] sixteenBits(int seed, int bits) throws IOException {
    byte[] pixels = TestFrames.pixels(seed);
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_USHORT_GRAY);
    int most = (1 << bits) - 1;
    for (int i = 0; i < pixels.length; i++) {
      int level = (pixels[i] & 0xff) * most / 255;
      image.getRaster().setSample(i % SIZE, i / SIZE, 0, level);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }
}
