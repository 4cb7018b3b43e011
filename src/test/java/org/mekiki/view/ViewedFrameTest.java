package org.mekiki.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageArea;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.padim.map.AnomalyMap;
import org.mekiki.padim.map.PatchMask;
import org.mekiki.view.align.Alignment;
import org.mekiki.view.align.Pose;
import org.mekiki.view.align.picture.Affine;
import org.mekiki.view.align.picture.Box;

class ViewedFrameTest {
  private static final ImageShape OWN = new ImageShape(3, 224, 224);
  private static final FrameSize FRAME = new FrameSize(640, 480);

  private static final String TWO =
      """
      {"regions": [{"name": "left", "box": [20, 40, 160, 160], "input": [160, 160]},
                   {"name": "right", "box": [400, 240, 192, 96], "input": [96, 96]}],
       "ignored": [{"box": [40, 60, 40, 30]}]}\
      """;

  private static View view(String json) {
    return ViewJson.draft(json.getBytes(UTF_8)).resolve(FRAME, Alignment.NONE, OWN);
  }

  private static Viewer viewer(View view) {
    Canvas canvas = view.canvas();
    return Viewer.of(
        view, new ImagePreprocessor(Preprocessing.unit(canvas.height(), canvas.width())));
  }

  private static Viewer.Seen see(Viewer viewer, Picture picture) {
    return viewer.see(picture, (Pose.Found) viewer.locate(picture));
  }

  /** Red is the column, green the row, both in 64ths of the frame. */
  private static Picture slope(int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    for (int i = 0; i < width * height; i++) {
      pixels[3 * i] = (byte) (i % width * 256 / width);
      pixels[3 * i + 1] = (byte) (i / width * 256 / height);
    }
    return Picture.ofRaw(PixelFormat.RGB8, width, height, 0, pixels);
  }

  @Test
  void regionsLieSideBySideWithAGapAndShowTheirPartOfTheFrame() {
    View view = view(TWO);
    Canvas canvas = view.canvas();
    Viewer.Seen seen = see(viewer(view), slope(640, 480));

    assertThat(canvas.width()).isEqualTo(160 + 32 + 96);
    assertThat(canvas.height()).isEqualTo(160);
    float[] red = seen.tensor().values();
    assertThat(red[100 * canvas.width() + 80] * 255).isCloseTo((20 + 80) * 0.4f, within(1.5f));
    // The right one is 192 x 96 in 96 x 96: half size, padded above and below by 24.
    assertThat(red[48 * canvas.width() + 192 + 30] * 255)
        .isCloseTo((400 + 60) * 0.4f, within(1.5f));
    assertThat(canvas.seen(192 + 30, 20)).isFalse();
    assertThat(canvas.seen(192 + 30, 30)).isTrue();
    assertThat(canvas.seen(170, 80)).isFalse();
    assertThat(canvas.seen(30, 30)).isFalse();
  }

  @Test
  void whatIsIgnoredOrLiesOutsideNeverReachesTheNetwork() {
    Viewer viewer = viewer(view(TWO));
    Picture picture = slope(640, 480);
    byte[] changed = picture.toBytes();
    for (int y = 62; y < 88; y++) {
      for (int x = 42; x < 78; x++) {
        changed[3 * (y * 640 + x) + 1] = (byte) 255;
      }
    }
    changed[3 * (400 * 640 + 300)] = 77;
    Picture other = Picture.ofRaw(PixelFormat.RGB8, 640, 480, 0, changed);

    assertThat(see(viewer, other).tensor().values())
        .isEqualTo(see(viewer, picture).tensor().values());
  }

  @Test
  void patchesThatShowNothingDontCount() {
    PatchMask mask = viewer(view(TWO)).patches(new Grid(20, 36)).orElseThrow();

    assertThat(mask.counts(0)).isTrue();
    assertThat(mask.counts(20)).as("the gap").isFalse();
    assertThat(mask.counts(3 * 36 + 3)).as("the ignored area").isFalse();
    assertThat(mask.counts(36 + 26)).as("the padding").isFalse();
    assertThat(mask.counts(5 * 36 + 26)).isTrue();
  }

  @Test
  void areasAreThePartsOfTheCanvasThatShowRegionsWithoutTheirPadding() {
    assertThat(viewer(view(TWO)).areas())
        .containsExactly(new ImageArea(0, 0, 160, 160), new ImageArea(192, 24, 96, 48));
  }

  @Test
  void aBoxOnTheCanvasIsNamedAndLiesOnTheFrameWithinAPixel() {
    Viewer.Seen seen = see(viewer(view(TWO)), slope(640, 480));
    Viewer.Spot left = seen.spot(new Box(100, 50, 16, 8));
    Viewer.Spot right = seen.spot(new Box(192 + 10, 30, 20, 10));

    assertThat(left.region()).contains("left");
    assertThat(left.box()).isEqualTo(new Box(120, 90, 16, 8));
    assertThat(right.region()).contains("right");
    assertThat(right.box()).isEqualTo(new Box(420, 252, 40, 20));
    assertThat(right.magnification()).isEqualTo(2);
  }

  @Test
  void aFrameOfTwiceTheSizeIsSeenTheSameAndMeasuredInItsOwnPixels() {
    Viewer viewer = viewer(view(TWO));
    Viewer.Seen once = see(viewer, slope(640, 480));
    Viewer.Seen twice = see(viewer, slope(1280, 960));

    assertThat(twice.spot(new Box(100, 50, 16, 8)).box()).isEqualTo(new Box(240, 180, 32, 16));
    assertThat(twice.tensor().values()[100 * 288 + 80])
        .isCloseTo(once.tensor().values()[100 * 288 + 80], within(0.01f));
  }

  @Test
  void aTurnedPartIsSeenUprightAndItsMapLiesOnTheFrameWithinAPixel() {
    Random random = new Random(1);
    for (int trial = 0; trial < 20; trial++) {
      Affine pose =
          Affine.shift(-60, -40)
              .then(Affine.turn(random.nextDouble() * 2 * Math.PI))
              .then(Affine.shift(320 + 50 * random.nextDouble(), 240 + 40 * random.nextDouble()));
      View view = view("{\"regions\":[{\"box\":[0,0,120,80],\"input\":[96,64]}]}");
      Viewer.Seen seen = viewer(view).see(slope(640, 480), new Pose.Found(pose, 1));
      double x = 20 + 50 * random.nextDouble();
      double y = 10 + 40 * random.nextDouble();
      float[] values = new float[96 * 64];
      for (int at = 0; at < values.length; at++) {
        double across = at % 96 + 0.5 - x;
        double down = at / 96 + 0.5 - y;
        values[at] = (float) Math.exp(-(across * across + down * down) / 18);
      }
      AnomalyMap map = seen.frameMap(new AnomalyMap(64, 96, values));

      double frameX = pose.x(x / 0.8, y / 0.8);
      double frameY = pose.y(x / 0.8, y / 0.8);
      float least = map.min();
      double sum = 0;
      double sumX = 0;
      double sumY = 0;
      for (int at = 0; at < map.values().length; at++) {
        float value = map.values()[at] - least;
        sum += value;
        sumX += value * (at % map.width() + 0.5);
        sumY += value * (at / map.width() + 0.5);
      }
      assertThat(map.width()).isEqualTo(640);
      assertThat(sumX / sum).as("trial %d", trial).isCloseTo(frameX, within(1.0));
      assertThat(sumY / sum).as("trial %d", trial).isCloseTo(frameY, within(1.0));
      Box box = seen.spot(new Box(x - 3, y - 3, 6, 6)).box();
      assertThat(box.x() + box.width() / 2).isCloseTo(frameX, within(1e-6));
      assertThat(box.y() + box.height() / 2).isCloseTo(frameY, within(1e-6));
    }
  }

  @Test
  void theFrameIsDecodedAtTheSizeThatTheFinestRegionNeedsAndNeverLess() {
    View coarse =
        ViewJson.draft(
                "{\"regions\":[{\"box\":[0,0,4000,3000],\"input\":[320,224]}]}".getBytes(UTF_8))
            .resolve(new FrameSize(4000, 3000), Alignment.NONE, OWN);
    View fine =
        ViewJson.draft("{\"regions\":[{\"box\":[100,100,448,448]}]}".getBytes(UTF_8))
            .resolve(new FrameSize(4000, 3000), Alignment.NONE, OWN);

    assertThat(viewer(coarse).wanted()).isEqualTo(new ImageShape(3, 224, 299));
    assertThat(viewer(fine).wanted()).isEqualTo(new ImageShape(3, 1500, 2000));
  }

  @Test
  void itSaysWhatAPatchCovers() {
    View view = view(TWO);

    assertThat(ViewResolution.of(view, new Grid(20, 36)).text())
        .isEqualTo(
            "a patch covers 16.0x16.0 pixels of the frame; the smallest defect that spans two"
                + " patches is 32 pixels long");
  }
}
