package org.mekiki.app.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.app.FakeTerminal;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.onnx.BackboneFiles;
import org.mekiki.onnx.TinyGraphs;

/** {@code mekiki tune} with the built-in network on frames drawn here. */
class TuneCommandTest {
  private static final int SIDE = 96;

  @TempDir static Path folder;
  private static Path frames;

  private final FakeTerminal terminal = new FakeTerminal();

  @BeforeAll
  static void draw() throws IOException {
    frames = Files.createDirectories(folder.resolve("frames"));
    Random random = new Random(3);
    for (int i = 0; i < 20; i++) {
      byte[] pixels = new byte[SIDE * SIDE];
      for (int pixel = 0; pixel < pixels.length; pixel++) {
        pixels[pixel] = (byte) (120 + (pixel % SIDE / 12 % 2) * 20 + random.nextInt(10));
      }
      Files.write(
          frames.resolve(i + ".png"),
          ImageWriter.png(Picture.ofRaw(PixelFormat.GRAY8, SIDE, SIDE, SIDE, pixels)));
    }
  }

  @Test
  void comparesDimensionsAndAViewAndSaysWhereThereIsNoDifference() throws IOException {
    Path json = folder.resolve("tune.json");

    int code =
        tune(
            "--compare-dimensions",
            "8,16,100000",
            "--region",
            "10,10,64,64",
            "--json",
            json.toString());

    assertThat(terminal.err()).doesNotContain("Exception");
    assertThat(code).isZero();
    assertThat(terminal.out())
        .contains("Painted defects on 4 of 20 good frames")
        .contains("built-in, 8 dimensions")
        .contains("built-in, 16 dimensions")
        .contains("built-in, 8 dimensions, with the view")
        .contains("as configured")
        .doesNotContain("100000");
    JsonNode rows = new ObjectMapper().readTree(json.toFile());
    assertThat(rows).hasSize(3);
    double now = rows.get(0).get("auroc").doubleValue();
    for (JsonNode row : rows) {
      double auroc = row.get("auroc").doubleValue();
      assertThat(auroc).isBetween(0.5, 1.0);
      String difference = row.get("difference").asText();
      assertThat(difference.startsWith("no difference") || difference.equals("as configured"))
          .as("%s of %s", difference, row)
          .isEqualTo(Math.abs(auroc - now) < 0.03);
    }
  }

  @Test
  void aNetworkWithFewerFeaturesThanConfiguredIsComparedToo() throws IOException {
    Path network = folder.resolve("pyramid.onnx");
    BackboneFiles.save(TinyGraphs.backbone(32), network, "drawn for a test");

    int code = tune("--network", network.toString(), "--compare-dimensions", "4");

    assertThat(terminal.err()).doesNotContain("Exception", "padim.dimensions");
    assertThat(code).isZero();
    assertThat(terminal.out())
        .contains("built-in, 8 dimensions")
        .contains("pyramid.onnx, 4 dimensions")
        .doesNotContain("pyramid.onnx, 8 dimensions");
  }

  @Test
  void automaticDimensionsAreThoseOfTheFramesThatAreLearned() {
    int code = tune("--dimensions", "auto", "--compare-dimensions", "8");

    assertThat(code).isZero();
    assertThat(terminal.err())
        .contains(
            "dimensions are automatic: up to 200 for the 16 frames that are learned here, up to"
                + " 200 for a model that learns all 20");
    assertThat(terminal.out()).contains("built-in, 200 dimensions").contains("as configured");
  }

  @Test
  void nothingIsAutomaticAboutAllFeatures() {
    int code = tune("--dimensions", "auto", "--reduction", "all");

    assertThat(code).isZero();
    assertThat(terminal.err()).doesNotContain("automatic");
    assertThat(terminal.out()).contains("built-in, 695 dimensions").contains("as configured");
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    Path few = Files.createDirectories(folder.resolve("few"));
    Files.copy(frames.resolve("0.png"), few.resolve("0.png"));

    assertThat(terminal.run("tune", few.toString())).isEqualTo(1);
    assertThat(terminal.err()).contains("comparing needs at least 15 good images");
    assertThat(tune("--network", folder.resolve("none.onnx").toString())).isEqualTo(2);
    assertThat(terminal.err()).contains("none.onnx");
    assertThat(tune("--threads", "0")).isEqualTo(2);
  }

  private int tune(String... flags) {
    List<String> arguments = new ArrayList<>(List.of("tune", frames.toString(), "--grid", "14x14"));
    if (!List.of(flags).contains("--dimensions")) {
      arguments.addAll(List.of("--dimensions", "8"));
    }
    arguments.addAll(List.of(flags));
    return terminal.run(arguments.toArray(new String[0]));
  }
}
