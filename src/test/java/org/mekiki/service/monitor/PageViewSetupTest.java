package org.mekiki.service.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.Frame;
import org.mekiki.onnx.Backbones;
import org.mekiki.web.ViewSetup;
import org.mekiki.web.http.RefusedException;

class PageViewSetupTest {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;
  private static final Frame.Content FRAME = frame(200, 150);
  private static final Frame.Content MOVED = frame(230, 170);
  private static final Frame.Content EMPTY = frame(-900, -900);

  private final MekikiConfig config = new ConfigLoader().set("padim.dimensions", "20", "t").load();
  private final PageViewSetup setup = new PageViewSetup(config, Backbones.builtIn());

  @AfterEach
  void close() {
    setup.close();
  }

  /** A bright cross with one long arm, on a dark noisy ground. */
  private static Frame.Content frame(int left, int top) {
    byte[] pixels = new byte[WIDTH * HEIGHT];
    Random random = new Random(3);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int across = x - left;
        int down = y - top;
        boolean arm = across >= 0 && across < 120 && down >= 40 && down < 60;
        boolean post = across >= 40 && across < 60 && down >= 0 && down < 160;
        pixels[y * WIDTH + x] = (byte) ((arm || post ? 200 : 40) + random.nextInt(8));
      }
    }
    return new Frame.Encoded(
        ImageWriter.jpeg(Picture.ofRaw(PixelFormat.GRAY8, WIDTH, HEIGHT, 0, pixels), 95));
  }

  private ViewSetup.Trial tryOut(String view, Frame.Content... frames) {
    return setup.tryOut(view.getBytes(StandardCharsets.UTF_8), List.of(frames));
  }

  @Test
  void aRegionIsSeenAloneAndTellsHowFineItIs() {
    ViewSetup.Trial trial =
        tryOut("{\"regions\":[{\"box\":[160,120,320,320],\"input\":[160,160]}]}", FRAME, MOVED);
    assertThat(trial.inputWidth()).isEqualTo(160);
    assertThat(trial.inputHeight()).isEqualTo(160);
    assertThat(trial.patchWidth()).isEqualTo(320.0 / trial.columns());
    assertThat(trial.smallestDefect()).isEqualTo(2 * trial.patchWidth());
    assertThat(trial.frames()).hasSize(2).allMatch(seen -> seen.failure() == null);
    Picture seen = new ImageDecoder(ImageLimits.DEFAULT).decode(trial.frames().get(0).jpeg());
    assertThat(seen.width()).isEqualTo(160);
    assertThat(seen.sample(25 + 20, 15 + 10, 0)).as("the post of the cross").isGreaterThan(150);
    assertThat(seen.sample(5, 5, 0)).as("the ground").isLessThan(80);
  }

  @Test
  void whatItCostsIsMeasuredAndSoIsEachStage() {
    ViewSetup.Trial small = tryOut("{\"input\":[96,96]}", FRAME);
    ViewSetup.Trial large = tryOut("{\"input\":[384,384]}", FRAME);
    for (ViewSetup.Trial trial : List.of(small, large)) {
      ViewSetup.Cost cost = trial.cost();
      assertThat(cost.decode()).isPositive();
      assertThat(cost.network()).isPositive();
      assertThat(cost.distances()).isPositive();
      assertThat(cost.getFramesPerSecond()).isEqualTo(1000 / cost.getTotal());
    }
    assertThat(large.modelBytes()).isGreaterThan(10 * small.modelBytes());
  }

  @Test
  void aViewThatSaysNothingIsTheWholeFrame() {
    ViewSetup.Trial trial = tryOut("{}", FRAME);
    assertThat(trial.inputWidth()).isEqualTo(224);
    assertThat(trial.inputHeight()).isEqualTo(224);
    assertThat(trial.patchWidth()).isEqualTo((double) WIDTH / trial.columns());
  }

  @Test
  void anIgnoredAreaIsDark() {
    ViewSetup.Trial trial =
        tryOut(
            "{\"padding\":\"stretch\",\"input\":[320,224],\"ignored\":[{\"box\":[0,0,320,480]}]}",
            FRAME);
    Picture seen = new ImageDecoder(ImageLimits.DEFAULT).decode(trial.frames().get(0).jpeg());
    assertThat(seen.sample(20, 200, 0)).isLessThan(seen.sample(300, 200, 0) / 2);
  }

  @Test
  void framesThatCanNotBeAlignedOrReadSayWhy() {
    ViewSetup.Trial trial =
        tryOut(
            "{\"align\":\"anchor\",\"anchor\":[190,140,140,180]}",
            FRAME,
            MOVED,
            MOVED,
            MOVED,
            MOVED,
            EMPTY);
    assertThat(trial.frames().get(1).failure()).isNull();
    assertThat(trial.frames().get(5).failure()).isNotBlank();
    assertThat(trial.cost().align()).isPositive();
    assertThat(new ImageDecoder(ImageLimits.DEFAULT).decode(trial.frames().get(1).jpeg()))
        .isNotNull();
    ViewSetup.Trial unreadable =
        tryOut(
            "{\"input\":[96,96]}",
            FRAME,
            new Frame.Encoded("no picture".getBytes(StandardCharsets.UTF_8)));
    assertThat(unreadable.frames().get(1).failure()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'regions':[{'box':[600,0,100,100]}]} | reaches beyond the picture of 640x480",
        "{'regions':[{'box':[0,0,100,100],'input':[100,96]}]} | multiples of 32",
        "{'zoom':2} | 'zoom' is not a key of a view",
        "{'align':'sideways'} | align is 'sideways'",
        "{'align':'anchor'} | needs the anchor",
        "{'align':'part','regions':[{'box':[0,0,600,100]}]} | reaches beyond the picture of",
        "{'regions':[{'box':[0,0,640,480],'input':[4096,4096]}]} | up to 1048576 pixels",
      })
  void whatIsWrongIsSaid(String view, String why) {
    assertThatThrownBy(() -> tryOut(view.replace('\'', '"'), FRAME))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(why);
    assertThatThrownBy(
            () ->
                setup.save(
                    "part",
                    view.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
                    List.of(FRAME)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(why);
  }

  @Test
  void thePartIsShownAlignedAndAnAreaThatIsDrawnOnItIsSeenInEveryFrame() {
    ViewSetup.Aligned aligned =
        setup.align(bytes("{'align':'part'}"), List.of(EMPTY, FRAME, MOVED, FRAME, MOVED, FRAME));

    assertThat(aligned.frame()).as("the first one with a part").isEqualTo(1);
    assertThat(aligned.alignment().path("align").asText()).isEqualTo("part");
    assertThat(aligned.width()).as("its longer side and a margin").isBetween(150, 230);
    assertThat(aligned.height()).isBetween(100, 200);
    List<Double> map = aligned.toFrame();
    double x = aligned.width() / 2.0;
    double y = aligned.height() / 2.0;
    assertThat(map.get(0) * x + map.get(1) * y + map.get(2)).isBetween(220.0, 300.0);
    assertThat(map.get(3) * x + map.get(4) * y + map.get(5)).isBetween(180.0, 280.0);
    Picture seen = new ImageDecoder(ImageLimits.DEFAULT).decode(aligned.jpeg());
    double shape = (double) aligned.width() / aligned.height();
    assertThat((double) seen.width() / seen.height()).isCloseTo(shape, within(0.15 * shape));

    String view =
        "{\"frame\":{\"width\":640,\"height\":480},\"align\":"
            + aligned.alignment()
            + ",\"regions\":[{\"box\":[0,0,96,96]}]}";
    ViewSetup.Trial trial =
        setup.tryOut(view.getBytes(StandardCharsets.UTF_8), List.of(FRAME, MOVED));
    assertThat(trial.frames()).extracting(ViewSetup.Seen::failure).containsOnlyNulls();
    assertThat(trial.inputWidth()).isEqualTo(96);
  }

  @Test
  void aDamagedFrameDoesNotKeepTheOthersFromBeingAligned() {
    Frame.Content damaged = new Frame.Encoded(bytes("no picture"));
    ViewSetup.Aligned learned =
        setup.align(bytes("{'align':'part'}"), List.of(FRAME, damaged, FRAME, MOVED, FRAME, MOVED));
    byte[] view = bytes("{'frame':{'width':640,'height':480},'align':" + learned.alignment() + "}");
    assertThat(setup.align(view, List.of(EMPTY, damaged, MOVED)).frame()).isEqualTo(2);
    Frame.Content cut = new Frame.Encoded(Arrays.copyOf(((Frame.Encoded) FRAME).bytes(), 700));
    assertThat(setup.align(view, List.of(cut, MOVED)).frame()).isEqualTo(1);
    assertThatThrownBy(() -> setup.align(view, List.of(EMPTY, damaged)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("no frame can be aligned");
    for (String align : List.of("part", "shift")) {
      byte[] unlearned = bytes("{'frame':{'width':640,'height':480},'align':'" + align + "'}");
      assertThatThrownBy(() -> setup.align(unlearned, List.of(cut)))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("the frame can't be read");
    }
  }

  @Test
  void whyNoFrameCanBeAlignedIsSaid() {
    assertThatThrownBy(() -> setup.align(bytes("{'align':'part'}"), List.of(EMPTY)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("part");
    assertThatThrownBy(() -> setup.align(bytes("{'align':'none'}"), List.of(FRAME)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("align is 'none'");
  }

  private static byte[] bytes(String view) {
    return view.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void moreAreasThanAViewMayHaveAreRefused() {
    String box = "{\"box\":[0,0,99,99]}";
    assertThatThrownBy(() -> tryOut("{\"regions\":[" + (box + ",").repeat(32) + box + "]}", FRAME))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("regions has 33 areas: up to 32 are valid");
  }

  @Test
  void aFrozenFrameThatIsNoPictureIsSaidToBeNone() {
    assertThatThrownBy(
            () ->
                tryOut(
                    "{\"input\":[96,96]}",
                    new Frame.Encoded("no picture".getBytes(StandardCharsets.UTF_8))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("the frame can't be read");
  }
}
