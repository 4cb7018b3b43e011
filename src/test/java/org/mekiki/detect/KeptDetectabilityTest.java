package org.mekiki.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.image.file.ImageLimits;

class KeptDetectabilityTest {
  private static final String MODEL = "ab".repeat(32);

  @Test
  void whatIsKeptIsReadAsItWas() throws IOException {
    KeptDetectability kept = KeptDetectability.of(MODEL, seen(grid(4, 3)));

    KeptDetectability read = KeptDetectability.read(kept.toBytes());

    assertThat(read.modelSha256()).isEqualTo(MODEL);
    assertThat(read.figures().lines()).isEqualTo(kept.figures().lines());
    assertThat(read.figures().curves()).isEqualTo(kept.figures().curves());
    assertThat(read.figures().blindSpots().orElseThrow().cells())
        .isEqualTo(kept.figures().blindSpots().orElseThrow().cells());
    assertThat(new ImageDecoder(ImageLimits.DEFAULT).decode(read.map().orElseThrow()).width())
        .as("of a map 800 wide")
        .isEqualTo(400);
    assertThat(read.toBytes()).isEqualTo(kept.toBytes());
  }

  @Test
  void aModelWithoutAPlaceForASpotHasNoMap() throws IOException {
    KeptDetectability read =
        KeptDetectability.read(KeptDetectability.of(MODEL, seen(Optional.empty())).toBytes());

    assertThat(read.map()).isEmpty();
    assertThat(read.figures().blindSpots()).isEmpty();
  }

  /** A record that is too large would be refused by the topic, and the figures lost with it. */
  @Test
  void aGridTooFineToBeKeptIsLeftOut() throws IOException {
    byte[] json = KeptDetectability.of(MODEL, seen(grid(100, 100))).toBytes();

    assertThat(json).hasSizeLessThan(KeptDetectability.MOST_BYTES);
    KeptDetectability read = KeptDetectability.read(json);
    assertThat(read.figures().blindSpots()).isEmpty();
    assertThat(read.figures().curves()).hasSize(2);
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    String json =
        new String(KeptDetectability.of(MODEL, seen(grid(2, 2))).toBytes(), StandardCharsets.UTF_8);

    assertRefused(json.replace("\"frames\"", "\"frame\""), "frames");
    assertRefused(json.replace("\"scratch\"", "\"hole\""), "kind of defect 'hole' is not known");
    assertRefused(json.replace("\"found\":7", "\"found\":77"), "77 of 8: it must be 0 to 8");
    assertRefused(json.replace("\"columns\":2", "\"columns\":1"), "is not on a grid of 1x2");
    assertRefused(json.replace("\"rows\":2", "\"rows\":-1"), "a grid of 2x-1 places is not valid");
    assertRefused(json.substring(0, 100), "end-of-input");
    assertRefused("{}", "modelSha256");
    assertRefused("[]", "it is no JSON object");
    assertRefused(" ".repeat(KeptDetectability.MOST_BYTES + 1), "are more than 200000");
  }

  private static void assertRefused(String json, String message) {
    assertThatThrownBy(() -> KeptDetectability.read(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  private static Detectability seen(Optional<BlindSpots> spots) {
    DetectionCurve.Point point = new DetectionCurve.Point(14, new Share(7, 8));
    return new Detectability(
        12.5,
        800,
        600,
        8,
        new Share(1, 8),
        new Share(3, 500),
        List.of(
            new DetectionCurve(DefectKind.SCRATCH, 60, List.of(point)),
            new DetectionCurve(DefectKind.CHIPPED_EDGE, 0, List.of())),
        spots);
  }

  private static Optional<BlindSpots> grid(int columns, int rows) {
    List<BlindSpots.Cell> cells = new ArrayList<>();
    for (int i = 0; i < columns * rows; i++) {
      cells.add(
          new BlindSpots.Cell(
              i % columns, i / columns, i + 0.25, 1000.0 / 3, new Share(i % 4, 3 + i % 4)));
    }
    Picture map = Picture.ofRaw(PixelFormat.GRAY8, 800, 600, 0, new byte[800 * 600]);
    return Optional.of(new BlindSpots(20, 60, columns, rows, cells, Optional.of(map)));
  }
}
