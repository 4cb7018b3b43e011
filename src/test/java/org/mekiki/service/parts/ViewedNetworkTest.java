package org.mekiki.service.parts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.SampleBits;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.TinyGraphs;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.view.FrameSize;
import org.mekiki.view.View;
import org.mekiki.view.ViewJson;
import org.mekiki.view.align.Alignment;

/** An alignment is learned from what the camera shows, not from how its file keeps it. */
class ViewedNetworkTest {
  private static final String SHIFT =
      "{\"align\":\"shift\",\"anchor\":[190,140,140,180],\"regions\":[{\"box\":[0,0,640,480]}]}";

  @TempDir Path folder;
  private List<Path> ten;
  private List<Path> eight;

  @BeforeEach
  void draw() throws IOException {
    ten = files("ten", BufferedImage.TYPE_USHORT_GRAY, 1023);
    eight = files("eight", BufferedImage.TYPE_BYTE_GRAY, 255);
  }

  /** A bright cross with one long arm on a dark noisy ground, at a few places. */
  private List<Path> files(String name, int type, int white) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int number = 0; number < 6; number++) {
      BufferedImage image = new BufferedImage(640, 480, type);
      Random random = new Random(number);
      int left = 200 + 7 * number;
      int top = 150 + 4 * number;
      for (int y = 0; y < 480; y++) {
        for (int x = 0; x < 640; x++) {
          boolean arm = x >= left && x < left + 120 && y >= top + 40 && y < top + 60;
          boolean post = x >= left + 40 && x < left + 60 && y >= top && y < top + 160;
          int level = (arm || post ? 240 : 40) + random.nextInt(8);
          image.getRaster().setSample(x, y, 0, Math.round(level * white / 255f));
        }
      }
      Path file = folder.resolve(name + number + ".png");
      ImageIO.write(image, "png", file.toFile());
      files.add(file);
    }
    return files;
  }

  private static String view(List<Path> files, int bits) {
    View view =
        ViewedNetwork.learn(
                ViewJson.draft(SHIFT.getBytes(UTF_8)),
                files,
                new ImageDecoder(ImageLimits.DEFAULT),
                bits,
                Backbones.builtIn())
            .view()
            .orElseThrow();
    return ViewJson.text(view);
  }

  @Test
  void tenBitsOfSixteenAreLearnedAsEightOfEight() {
    String expected = view(eight, SampleBits.UNKNOWN);

    assertThat(view(ten, SampleBits.UNKNOWN)).isEqualTo(expected);
    assertThat(view(ten, 10)).isEqualTo(expected);
    assertThat(view(eight, 10)).isEqualTo(expected);
  }

  @Test
  void bitsThatAreKnownWinOverThoseThatThePicturesTell() {
    assertThat(view(ten, 12)).isNotEqualTo(view(ten, 10));
  }

  @Test
  void theNetworkOfADraftIsTheOneThatAScorerTakesForItsView() {
    ViewedNetwork taught =
        ViewedNetwork.resolve(
            ViewJson.draft("{\"input\":[192,64]}".getBytes(UTF_8)),
            new FrameSize(192, 64),
            Alignment.NONE,
            TinyGraphs.fixed());

    ViewedNetwork scored = ViewedNetwork.of(taught.view().orElseThrow(), TinyGraphs.fixed());
    assertThat(taught.graph().backbone()).isEqualTo(scored.graph().backbone());
    assertThat(taught.graph().backbone().preprocessing().shape())
        .isEqualTo(new ImageShape(3, 64, 192));
    assertThat(taught.tiles()).isEqualTo(scored.tiles()).isPresent();
  }
}
