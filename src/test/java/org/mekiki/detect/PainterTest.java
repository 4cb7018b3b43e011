package org.mekiki.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;

class PainterTest {
  private static final int SIDE = 64;

  /** Outlines wave, and soft edges reach a little further. */
  private static final double BEYOND = 1.4;

  @ParameterizedTest
  @EnumSource(
      value = DefectKind.class,
      names = {"SCRATCH", "SPOT", "SMEAR"})
  void aDefectHasItsSizeAndItsContrast(DefectKind kind) {
    Picture grey = plain(120);

    Picture painted = paint(grey, kind, 20, 50);

    int most = 0;
    double farthest = 0;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int change = Math.abs(painted.sample(x, y, 0) - 120);
        most = Math.max(most, change);
        if (change > 10) {
          farthest = Math.max(farthest, Math.hypot(x + 0.5 - 32, y + 0.5 - 32));
        }
      }
    }
    assertThat(most).isBetween(44, 50);
    assertThat(farthest).isBetween(6.0, 10 * BEYOND);
  }

  @Test
  void aDefectOnABrightFrameIsDarker() {
    Picture painted = paint(plain(240), DefectKind.SPOT, 20, 60);

    assertThat(painted.sample(32, 32, 0)).isEqualTo(180);
  }

  @Test
  void aMovedPatchTakesWhatLiesElsewhere() {
    byte[] pixels = new byte[SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i % SIDE);
    }
    Picture ramp = Picture.ofRaw(PixelFormat.GRAY8, SIDE, SIDE, 0, pixels);

    Picture painted = paint(ramp, DefectKind.MOVED_PATCH, 12, 0);

    int moved = painted.sample(32, 32, 0) - 32;
    assertThat(painted.sample(29, 35, 0) - 29).isEqualTo(moved);
    assertThat(painted.sample(10, 10, 0)).isEqualTo(10);
  }

  @Test
  void aChippedEdgeShowsWhatLiesBeyondIt() {
    byte[] pixels = new byte[SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i % SIDE < 48 ? 200 : 30);
    }
    Picture plate = Picture.ofRaw(PixelFormat.GRAY8, SIDE, SIDE, 0, pixels);
    Painter painter = new Painter(plate);

    painter.paint(
        DefectKind.CHIPPED_EDGE, 16, 0, new Place(48, 32, 48, 32, 1), new SplittableRandom(3));

    Picture painted = painter.picture();
    assertThat(painted.sample(44, 32, 0)).isEqualTo(30);
    assertThat(painted.sample(30, 32, 0)).isEqualTo(200);
    assertThat(painted.sample(52, 32, 0)).isEqualTo(30);
  }

  @Test
  void sizesArePixelsOfTheFrameWhereItWasDecodedSmaller() {
    Picture half = plain(120).ofFrame(2 * SIDE, 2 * SIDE);
    Painter painter = new Painter(half);

    painter.paint(DefectKind.SPOT, 20, 50, new Place(32, 32, 64, 64, 2), new SplittableRandom(3));

    Picture painted = painter.picture();
    assertThat(Math.abs(painted.sample(32, 32, 0) - 120)).isEqualTo(50);
    assertThat(painted.sample(32 + 8, 32, 0)).isEqualTo(120);
    assertThat(painted.originalWidth()).isEqualTo(2 * SIDE);
  }

  /**
   * What a thin line changes over its area doesn't depend on the size that a frame is decoded at.
   */
  @Test
  void aScratchThinnerThanAPixelIsAsStrongAsOnTheWholeFrame() {
    double whole = 0;
    double small = 0;
    for (int seed = 0; seed < 400; seed++) {
      double x = 32 + seed % 20 / 20.0;
      double y = 32 + seed / 20 / 20.0;
      whole += darkened(plain(255), new Place(x, y, x, y, 1), seed);
      Picture eighth = plain(255).ofFrame(8 * SIDE, 8 * SIDE);
      small += 64 * darkened(eighth, new Place(x, y, 8 * x, 8 * y, 8), seed);
    }

    assertThat(small / whole).isBetween(0.9, 1.1);
  }

  /** Grey levels that a dark scratch of 24 pixels takes from a white frame; its flank adds none. */
  private static double darkened(Picture white, Place place, int seed) {
    Painter painter = new Painter(white);
    painter.paint(DefectKind.SCRATCH, 24, 120, place, new SplittableRandom(seed));
    Picture painted = painter.picture();
    double sum = 0;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        sum += 255 - painted.sample(x, y, 0);
      }
    }
    return sum;
  }

  private static Picture paint(Picture frame, DefectKind kind, double size, int contrast) {
    Painter painter = new Painter(frame);
    painter.paint(kind, size, contrast, new Place(32, 32, 32, 32, 1), new SplittableRandom(3));
    return painter.picture();
  }

  private static Picture plain(int level) {
    byte[] pixels = new byte[SIDE * SIDE];
    Arrays.fill(pixels, (byte) level);
    return Picture.ofRaw(PixelFormat.GRAY8, SIDE, SIDE, 0, pixels);
  }
}
