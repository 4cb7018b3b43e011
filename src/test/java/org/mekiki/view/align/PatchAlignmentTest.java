package org.mekiki.view.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mekiki.image.Picture;
import org.mekiki.view.align.AlignmentMethod.Kind;
import org.mekiki.view.align.DrawnParts.At;
import org.mekiki.view.align.picture.Affine;
import org.mekiki.view.align.picture.Box;

class PatchAlignmentTest {
  private static final double PIXEL = 1;
  private static final double HALF_A_DEGREE = 0.5;
  private static final int POSES = 12;
  private static final At DRAWN_ON = new At(330, 240, 0.4);

  /** Around the lever's head and a piece of its arm, as {@link #DRAWN_ON} shows it. */
  private static final Box HEAD = new Box(170, 130, 150, 140);

  private final DrawnParts parts = new DrawnParts(640, 480, 150);
  private final SplittableRandom random = new SplittableRandom(23);

  @ParameterizedTest
  @CsvSource({"1, 3, 0", "0.8, 3, 0", "1.2, 3, 0", "1, 10, 4"})
  void anAnchorIsFoundWithinAPixelAndHalfADegree(double light, double noise, int blur) {
    Aligner aligner = learn(Kind.ANCHOR, Optional.of(HEAD)).aligner().orElseThrow();
    parts.light = light;
    parts.noise = noise;
    parts.blur = blur;
    PoseErrors errors = new PoseErrors();
    for (int i = 0; i < POSES; i++) {
      At at = parts.anywhere(random);
      errors.add(aligner.locate(parts.frame(random.nextLong(), at)), at);
    }
    assertThat(errors.mostPixels()).as("pixels").isLessThan(PIXEL);
    assertThat(errors.mostDegrees()).as("degrees").isLessThan(HALF_A_DEGREE);
  }

  @ParameterizedTest
  @CsvSource({"1, 3, 0, true", "0.8, 3, 0, true", "1.2, 10, 4, true", "1, 3, 0, false"})
  void aShiftIsFoundWithinAPixel(double light, double noise, int blur, boolean withAnchor) {
    Optional<Box> anchor = withAnchor ? Optional.of(HEAD) : Optional.empty();
    Aligner aligner = learn(Kind.SHIFT, anchor).aligner().orElseThrow();
    parts.light = light;
    parts.noise = noise;
    parts.blur = blur;
    PoseErrors errors = new PoseErrors();
    for (int i = 0; i < POSES; i++) {
      At at = shifted();
      errors.add(aligner.locate(parts.frame(random.nextLong(), at)), at);
    }
    assertThat(errors.mostPixels()).as("pixels").isLessThan(PIXEL);
    assertThat(errors.mostDegrees()).as("degrees").isLessThan(1e-6);
  }

  @Test
  void theAlignedPictureIsTheFrameOnWhichTheAnchorWasDrawn() {
    Aligner aligner = learn(Kind.ANCHOR, Optional.of(HEAD)).aligner().orElseThrow();
    assertThat(aligner.width()).isEqualTo(640);
    assertThat(aligner.height()).isEqualTo(480);
    Affine there = ((Pose.Found) aligner.locate(parts.frame(77, DRAWN_ON))).alignedToFrame();
    for (double[] corner : new double[][] {{0, 0}, {640, 0}, {0, 480}, {640, 480}}) {
      assertThat(
              Math.hypot(
                  there.x(corner[0], corner[1]) - corner[0],
                  there.y(corner[0], corner[1]) - corner[1]))
          .as("the corner stays where it was")
          .isLessThan(3);
    }
  }

  @Test
  void aFrameWithoutTheAnchorIsNotAligned() {
    for (Kind kind : new Kind[] {Kind.ANCHOR, Kind.SHIFT}) {
      Aligner aligner = learn(kind, Optional.of(HEAD)).aligner().orElseThrow();
      parts.shape = DrawnParts.LEVER;
      assertRefused(aligner.locate(parts.frame(1)));
      parts.shape = DrawnParts.MARKED_PLATE;
      assertRefused(aligner.locate(parts.frame(2, new At(320, 240, 0.5))));
      DrawnParts.Shape lever = DrawnParts.LEVER;
      parts.shape = (x, y) -> x < 0 ? 0 : lever.at(x, y);
      assertRefused(aligner.locate(parts.frame(2, new At(320, 240, 0.5))));
      parts.shape = lever;
    }
  }

  @Test
  void anchorsThatAreNoGoodAreRefusedWithTheFigures() {
    assertThatThrownBy(() -> learn(Kind.ANCHOR, Optional.of(new Box(600, 10, 80, 80))))
        .hasMessageContaining("reaches beyond the frame of 640x480 pixels");
    assertThatThrownBy(() -> learn(Kind.ANCHOR, Optional.of(new Box(200, 200, 30, 90))))
        .hasMessage(
            "align 'anchor': the anchor is 30 x 90 pixels; each side must have at least 40, a"
                + " sixteenth of the frame's longer side");
    parts.texture = 0;
    parts.noise = 0.5;
    assertThatThrownBy(() -> learn(Kind.SHIFT, Optional.of(new Box(500, 10, 90, 90))))
        .hasMessageContaining("the anchor shows nothing: its brightness deviates by 0.");
    assertThatThrownBy(() -> new AlignmentMethod(Kind.ANCHOR, Optional.empty()))
        .hasMessageContaining("needs the anchor");
    assertThatThrownBy(() -> new AlignmentMethod(Kind.PART, Optional.of(HEAD)))
        .hasMessage("align 'part' has no anchor; 'shift' and 'anchor' have one");
  }

  @Test
  void whatWasLearnedIsTheSameAfterItsJson() {
    for (Kind kind : new Kind[] {Kind.ANCHOR, Kind.SHIFT}) {
      Alignment learned = learn(kind, Optional.of(HEAD));
      Alignment read = Alignment.ofJson(learned.toJson());
      assertThat(read).isEqualTo(learned);
      assertThat(read.name()).isEqualTo(kind.label());
      assertThat(read.toJson().toString()).isEqualTo(learned.toJson().toString());
    }
  }

  private static void assertRefused(Pose pose) {
    assertThat(pose).isInstanceOf(Pose.NotAligned.class);
    assertThat(((Pose.NotAligned) pose).reason())
        .matches(
            "the anchor isn't found: the best place's correlation with it is 0\\.\\d\\d, at least"
                + " 0\\.\\d\\d is needed");
  }

  private Alignment learn(Kind kind, Optional<Box> anchor) {
    List<Picture> good = new ArrayList<>(List.of(parts.frame(99, DRAWN_ON)));
    for (int i = 0; i < 8; i++) {
      At at = kind == Kind.SHIFT ? shifted() : parts.anywhere(random);
      good.add(parts.frame(random.nextLong(), at));
    }
    return new AlignmentMethod(kind, anchor).learn(good);
  }

  private At shifted() {
    return new At(
        DRAWN_ON.x() + random.nextDouble(-60, 60),
        DRAWN_ON.y() + random.nextDouble(-50, 50),
        DRAWN_ON.radians());
  }
}
