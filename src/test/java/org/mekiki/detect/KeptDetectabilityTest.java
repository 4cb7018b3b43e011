package org.mekiki.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.file.ImageLimits;

class KeptDetectabilityTest {
  private static final String MODEL = "ab".repeat(32);

  @Test
  void whatIsKeptIsReadAsItWas() throws IOException {
    KeptDetectability kept = KeptDetectability.of(MODEL, Sights.of(Sights.grid(4, 3)));

    KeptDetectability read = KeptDetectability.read(kept.toBytes());

    assertThat(read.modelSha256()).isEqualTo(MODEL);
    assertThat(read.figures().lines()).isEqualTo(kept.figures().lines());
    assertThat(read.figures().curves()).isEqualTo(kept.figures().curves());
    assertThat(read.figures().blindSpots().orElseThrow().cells())
        .isEqualTo(kept.figures().blindSpots().orElseThrow().cells());
    assertThat(new ImageDecoder(ImageLimits.DEFAULT).decode(read.map().orElseThrow()).width())
        .as("of a map 800 wide")
        .isEqualTo(320);
    assertThat(read.toBytes()).isEqualTo(kept.toBytes());
  }

  @Test
  void saysWhetherTheModelItselfWasMeasured() throws IOException {
    assertThat(Sights.some().basis()).contains("that the model has not learned");
    byte[] json = KeptDetectability.of(MODEL, Sights.some().ofSecondModel(192)).toBytes();

    assertThat(KeptDetectability.read(json).figures().basis())
        .startsWith(
            "Defects painted on 8 good frames of 800x600 and shown to a second model, of 192 other"
                + " good frames, at the model's threshold of 12.50.");
    String older =
        new String(json, StandardCharsets.UTF_8).replace("\"secondModelFrames\":192,", "");
    assertThat(KeptDetectability.read(older.getBytes(StandardCharsets.UTF_8)).figures().basis())
        .isEqualTo(Sights.some().basis());
  }

  @Test
  void aModelWithoutAPlaceForASpotHasNoMap() throws IOException {
    KeptDetectability read =
        KeptDetectability.read(KeptDetectability.of(MODEL, Sights.of(Optional.empty())).toBytes());

    assertThat(read.map()).isEmpty();
    assertThat(read.figures().blindSpots()).isEmpty();
  }

  /** A record that is too large would be refused by the topic, and the figures lost with it. */
  @Test
  void aGridTooFineToBeKeptIsLeftOut() throws IOException {
    byte[] json = KeptDetectability.of(MODEL, Sights.of(Sights.grid(100, 100))).toBytes();

    assertThat(json).hasSizeLessThan(KeptDetectability.MOST_BYTES);
    KeptDetectability read = KeptDetectability.read(json);
    assertThat(read.figures().blindSpots()).isEmpty();
    assertThat(read.figures().curves()).hasSize(4);
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    String json =
        new String(
            KeptDetectability.of(MODEL, Sights.of(Sights.grid(2, 2))).toBytes(),
            StandardCharsets.UTF_8);

    assertRefused(json.replace("\"frames\"", "\"frame\""), "frames");
    assertRefused(json.replace("\"scratch\"", "\"hole\""), "kind of defect 'hole' is not known");
    assertRefused(json.replace("\"found\":7", "\"found\":77"), "77 of 8: it must be 0 to 8");
    assertRefused(json.replace("\"columns\":2", "\"columns\":1"), "is not on a grid of 1x2");
    assertRefused(json.replace("\"rows\":2", "\"rows\":-1"), "a grid of 2x-1 places is not valid");
    assertRefused(json.substring(0, 100), "end-of-input");
    assertRefused("{}", "modelSha256");
    assertRefused("[]", "it is not a JSON object");
    assertRefused(" ".repeat(KeptDetectability.MOST_BYTES + 1), "are more than 200000");
  }

  private static void assertRefused(String json, String message) {
    assertThatThrownBy(() -> KeptDetectability.read(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }
}
