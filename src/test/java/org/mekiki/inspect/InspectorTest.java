package org.mekiki.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.PictureRules.OtherShape;
import org.mekiki.model.TaughtPictures;
import org.mekiki.padim.Padim;
import org.mekiki.padim.Prediction;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.stream.TinyBackbone;

/** Grey noise of 192×96 pixels, seen at half of that; a defect is a bright square. */
class InspectorTest {
  private static final int WIDTH = 192;
  private static final int HEIGHT = 96;
  private static final int LEFT = 120;
  private static final int TOP = 40;
  private static final int SIDE = 16;

  private static final ImageDecoder DECODER = new ImageDecoder(ImageLimits.DEFAULT);
  private static final TinyBackbone NETWORK = new TinyBackbone(HEIGHT / 2, WIDTH / 2);
  private static final ImagePreprocessor PREPROCESSOR =
      new ImagePreprocessor(NETWORK.backbone().preprocessing());

  private static Padim padim;

  @BeforeAll
  static void teach() {
    padim = Padim.builder(NETWORK).dimensions(8).build();
    List<ImageTensor> good = new ArrayList<>();
    for (int seed = 0; seed < 30; seed++) {
      good.add(tensor(draw(seed, false)));
    }
    padim.train(good);
  }

  private static InspectionModel model(TaughtPictures pictures) {
    return new InspectionModel("part", 7, padim.model().threshold(), padim, PREPROCESSOR, pictures);
  }

  @Test
  void givesWhatTheLibraryPredictsAndWhereTheDefectLies() {
    byte[] bad = draw(100, true);
    Prediction expected = padim.predict(tensor(bad));

    Inspection found = inspector(8).inspect(frame(bad), model(TaughtPictures.UNKNOWN));

    assertThat(found.model()).isEqualTo("part");
    assertThat(found.modelVersion()).isEqualTo(7);
    assertThat(found.score()).isEqualTo(expected.score());
    assertThat(found.normalizedScore()).isEqualTo(expected.normalizedScore());
    assertThat(found.anomalous()).isTrue();
    assertThat(found.imageWidth()).isEqualTo(WIDTH);
    assertThat(found.imageHeight()).isEqualTo(HEIGHT);
    Region worst = found.regions().get(0);
    assertThat(worst.peak()).isEqualTo(found.score());
    assertThat(worst.x()).isBetween(1, LEFT);
    assertThat(worst.x() + worst.width()).isBetween(LEFT + SIDE, WIDTH - 1);
    assertThat(worst.y()).isBetween(1, TOP);
    assertThat(worst.y() + worst.height()).isBetween(TOP + SIDE, HEIGHT - 1);
    assertThat(worst.x() + worst.width() / 2.0).isCloseTo(LEFT + SIDE / 2.0, within((double) SIDE));
    assertThat(worst.y() + worst.height() / 2.0).isCloseTo(TOP + SIDE / 2.0, within((double) SIDE));
  }

  @Test
  void aGoodFrameHasNoRegions() {
    Inspection good = inspector(8).inspect(frame(draw(101, false)), model(TaughtPictures.UNKNOWN));

    assertThat(good.anomalous()).isFalse();
    assertThat(good.regions()).isEmpty();
    assertThat(good.score()).isLessThan(good.threshold());
  }

  @Test
  void aScoreAtTheCamerasThresholdIsAnomalous() {
    byte[] good = draw(101, false);
    double score = padim.predict(tensor(good)).score();

    assertThat(judged(good, score).anomalous()).isTrue();
    assertThat(judged(good, score).threshold()).isEqualTo(score);
    assertThat(judged(good, Math.nextUp(score)).anomalous()).isFalse();
  }

  private static Inspection judged(byte[] pixels, double threshold) {
    CameraThresholds thresholds = new CameraThresholds(Map.of("cam", threshold));
    return new Inspector(DECODER, 8, thresholds, PictureRules.DEFAULT)
        .inspect(frame(pixels), model(TaughtPictures.UNKNOWN));
  }

  @Test
  void aPictureThatAsAWholeIsUnlikeTheGoodOnesIsAnomalousWhateverItsMapSays() {
    byte[] pixels = draw(101, false);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (pixels[i] / 10);
    }
    CameraThresholds high = new CameraThresholds(Map.of("cam", 1e9));

    Inspection dark =
        new Inspector(DECODER, 8, high, PictureRules.DEFAULT)
            .inspect(frame(pixels), model(TaughtPictures.UNKNOWN));

    assertThat(dark.anomalous()).isTrue();
    assertThat(dark.score()).isEqualTo(dark.threshold()).isEqualTo(1e9);
    assertThat(dark.normalizedScore()).isEqualTo(1);
    assertThat(dark.regions()).isEmpty();
    assertThat(dark.measured()).isFalse();
    assertThat(dark.unlike()).get().asString().startsWith("the picture is far darker than");

    PictureRules rules =
        new PictureRules(
            Map.of(),
            OtherShape.DEAD_LETTER,
            PictureRules.NotAligned.ANOMALOUS,
            PictureRules.Unlike.ACCEPT);
    Inspection accepted =
        new Inspector(DECODER, 8, high, rules)
            .inspect(frame(pixels), model(TaughtPictures.UNKNOWN));
    assertThat(accepted.anomalous()).isFalse();
    assertThat(accepted.unlike()).isEmpty();
    assertThat(accepted.score()).isLessThan(1e9);
  }

  @Test
  void aMapOverTheThresholdNeedsNoOtherReason() {
    byte[] pixels = draw(101, false);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (pixels[i] / 10);
    }

    Inspection dark = judged(pixels, 0);

    assertThat(dark.anomalous()).isTrue();
    assertThat(dark.unlike()).isEmpty();
    assertThat(dark.regions()).isNotEmpty();
    assertThat(dark.score()).isPositive();
  }

  @Test
  void listsAsManyRegionsAsItMay() {
    byte[] bad = draw(100, true);

    assertThat(inspector(0).inspect(frame(bad), model(TaughtPictures.UNKNOWN)).regions()).isEmpty();
    assertThat(inspector(1).inspect(frame(bad), model(TaughtPictures.UNKNOWN)).regions())
        .hasSize(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> inspector(-1))
        .withMessage("max regions -1: must be 0 or more");
  }

  @Test
  void aPictureOfAnotherShapeIsScoredOnlyIfASettingSaysSo() {
    InspectionModel square = model(new TaughtPictures(48, 48, 8, false));
    Frame frame = frame(draw(101, false));

    assertThatThrownBy(() -> inspector(OtherShape.DEAD_LETTER).inspect(frame, square))
        .isInstanceOfSatisfying(
            UnscorableException.class,
            e -> assertThat(e.rejection()).isEqualTo(Rejection.OTHER_SHAPE))
        .hasMessage(
            "camera cam sends pictures of 192x96, but model part version 7 was taught with 48x48,"
                + " another aspect ratio; teach it with this camera's pictures, or see"
                + " image.other-shape");
    assertThat(inspector(OtherShape.WARNING).inspect(frame, square).anomalous()).isFalse();
    assertThat(inspector(OtherShape.ACCEPT).inspect(frame, square).anomalous()).isFalse();
    InspectionModel twice = model(new TaughtPictures(2 * WIDTH, 2 * HEIGHT, 8, false));
    assertThat(inspector(OtherShape.DEAD_LETTER).inspect(frame, twice).anomalous()).isFalse();
  }

  @Test
  void aFramesOwnBitsComeBeforeThoseOfItsCamera() {
    PictureRules rules = new PictureRules(Map.of("cam", 12), OtherShape.DEAD_LETTER);

    assertThat(rules.bits(frame("cam", new Frame.Encoded(new byte[0], 10)))).isEqualTo(10);
    assertThat(rules.bits(frame("cam", new Frame.Encoded(new byte[0])))).isEqualTo(12);
    assertThat(rules.bits(frame("other", new Frame.Encoded(new byte[0])))).isZero();
    assertThat(rules.bits(frame(draw(1, false)))).as("raw pixels").isEqualTo(12);
  }

  @Test
  void stagesAddUpToNoMoreThanTheWholeTook() {
    long start = System.nanoTime();
    StageTimes times =
        inspector(8).inspect(frame(draw(100, true)), model(TaughtPictures.UNKNOWN)).times();
    long took = System.nanoTime() - start;

    assertThat(times.align()).as("nothing to align").isZero();
    assertThat(times.decode()).isPositive();
    assertThat(times.backbone()).isPositive();
    assertThat(times.mahalanobis()).isPositive();
    assertThat(times.map()).isPositive();
    assertThat(times.heatmap()).isPositive();
    assertThat(times.total()).isLessThanOrEqualTo(took);
  }

  private static Inspector inspector(int maxRegions) {
    return new Inspector(DECODER, maxRegions);
  }

  private static Inspector inspector(OtherShape otherShape) {
    PictureRules rules = new PictureRules(Map.of(), otherShape);
    return new Inspector(DECODER, 8, CameraThresholds.NONE, rules);
  }

  private static Frame frame(byte[] pixels) {
    return frame("cam", new Frame.Raw(PixelFormat.GRAY8, WIDTH, HEIGHT, 0, pixels));
  }

  private static Frame frame(String camera, Frame.Content picture) {
    return new Frame(camera, "id", "part", Instant.EPOCH, OptionalLong.empty(), picture, Map.of());
  }

  private static ImageTensor tensor(byte[] pixels) {
    return PREPROCESSOR.apply(Picture.ofRaw(PixelFormat.GRAY8, WIDTH, HEIGHT, 0, pixels));
  }

  private static byte[] draw(int seed, boolean defective) {
    Random random = new Random(seed);
    byte[] pixels = new byte[WIDTH * HEIGHT];
    for (int i = 0; i < pixels.length; i++) {
      int x = i % WIDTH;
      int y = i / WIDTH;
      boolean defect = x >= LEFT && x < LEFT + SIDE && y >= TOP && y < TOP + SIDE;
      pixels[i] = (byte) ((defective && defect ? 160 : 90) + random.nextInt(20));
    }
    return pixels;
  }
}
