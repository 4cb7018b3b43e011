package org.mekiki.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mekiki.app.FakeTerminal;
import org.mekiki.bench.Measurement;
import org.mekiki.bench.MeasurementJson;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.onnx.BackboneFiles;
import org.mekiki.onnx.Backbones;
import org.mekiki.terminal.ExitCodes;

/** {@code mekiki bench} without a broker, and {@code mekiki backbone quantize}. */
class BenchCommandTest {
  private final FakeTerminal terminal = new FakeTerminal();

  @TempDir private Path folder;

  @Test
  void measuresEachStepAndTheWholeFrame() throws IOException {
    Path json = folder.resolve("bench.json");

    int code =
        terminal.run(
            "bench",
            "--no-broker",
            "--int8",
            "--rounds",
            "1",
            "--slot",
            "1",
            "--picture",
            "64",
            "--dimensions",
            "10",
            "--precision",
            "int8",
            "--json",
            json.toString());

    assertThat(code).as(terminal.err()).isZero();
    List<Measurement> found = MeasurementJson.read(json);
    assertThat(found)
        .extracting(Measurement::stage)
        .startsWith("backbone", "ResNet-18, to compare", "decode", "resize", "JPEG to tensor")
        .contains("PNG to tensor", "GRAY8 to tensor", "RGB8 to tensor", "BAYER_RG8 to tensor")
        .contains("backbone, int8")
        .contains("embedding", "distance")
        .contains("map", "heatmap", "frame from tensor", "frame from picture")
        .contains("distance, float32", "distance, bf16", "distance, plain loops")
        .contains("frame from picture, int8");
    double backbone = found.get(0).medianMillis();
    assertThat(found)
        .allSatisfy(
            stage ->
                assertThat(stage.ratioToBackbone())
                    .as(stage.stage())
                    .isCloseTo(stage.medianMillis() / backbone, withPercentage(0.1)));
    assertThat(terminal.out()).contains("frame from picture").contains("heap ");
    assertThat(terminal.out()).containsPattern("\nframe from picture: \\d+\\.\\d\\d x ResNet-18");
  }

  @Test
  void measuresWholeFramesThatGoThroughManyModels() {
    int code =
        terminal.run(
            "bench",
            "--models",
            "3",
            "--rounds",
            "1",
            "--slot",
            "1",
            "--picture",
            "64",
            "--dimensions",
            "10");

    assertThat(code).as(terminal.err()).isZero();
    assertThat(terminal.out())
        .contains("frame from picture", "1000 model lookups", "model swap")
        .contains("before the models: ", "with 3 models of 0.2 MB: ")
        .doesNotContain("decode", "over the broker");
  }

  @ParameterizedTest
  @CsvSource({
    "--rounds,0,1",
    "--slot,0,1",
    "--picture,15,16",
    "--good,2,3",
    "--frames,19,20",
    "--cameras,0,1",
    "--partitions,0,1",
    "--instances,0,1",
    "--models,0,1",
    "--warm-up,-1,0"
  })
  void refusesSenselessNumbers(String option, String value, String least) {
    assertThat(terminal.run("bench", option, value)).isEqualTo(ExitCodes.BAD_USAGE);
    assertThat(terminal.err())
        .contains(option + " '" + value + "' is not valid; valid: a whole number from " + least);
  }

  @Test
  void refusesFewerGoodFramesThanANetworkIsMadeBy() {
    assertThat(terminal.run("bench", "--good=39", "--set=train.backbone.precision=int8"))
        .isEqualTo(ExitCodes.BAD_USAGE);
    assertThat(terminal.err())
        .contains("--good '39' is not valid; valid: a whole number from 40, by which");
  }

  @Test
  void saysWhichFileCannotBeComparedWith() throws IOException {
    Path other = Files.writeString(folder.resolve("other.json"), "hello");

    assertThat(terminal.run("bench", "--compare", other.toString())).isEqualTo(ExitCodes.BAD_USAGE);
    assertThat(terminal.err()).contains("other.json is not what 'mekiki bench --json' writes");
  }

  private Path images(int count) throws IOException {
    Path images = Files.createDirectories(folder.resolve("good"));
    Random random = new Random(1);
    for (int i = 0; i < count; i++) {
      byte[] pixels = new byte[3 * 64 * 64];
      random.nextBytes(pixels);
      Files.write(
          images.resolve(i + ".png"),
          ImageWriter.png(Picture.ofRaw(PixelFormat.RGB8, 64, 64, 0, pixels)));
    }
    return images;
  }

  private Path network() throws IOException {
    Path file = folder.resolve("resnet.onnx");
    BackboneFiles.save(Backbones.randomResNet18(), file, "a test");
    return file;
  }

  @Test
  void quantisesANetworkThatCanBeUsedAtOnce() throws IOException {
    Path network = network();
    Path output = folder.resolve("resnet-int8.onnx");

    int code =
        terminal.run(
            "backbone",
            "quantize",
            network.toString(),
            "--calibrate",
            images(6).toString(),
            "-o",
            output.toString());

    assertThat(code).as(terminal.err()).isZero();
    assertThat(terminal.out()).contains("layer3").contains("% noise").contains("resnet-int8.onnx");
    assertThat(Files.size(output)).isLessThan(Files.size(network) / 3);
    assertThat(Backbones.file(output, List.of(), null).backbone().features())
        .isEqualTo(Backbones.file(network, List.of(), null).backbone().features());
  }

  @Test
  void refusesANetworkThatSuffersTooMuch() throws IOException {
    Path output = folder.resolve("resnet-int8.onnx");

    int code =
        terminal.run(
            "backbone",
            "quantize",
            network().toString(),
            "--calibrate",
            images(4).toString(),
            "--max-noise",
            "0.000001",
            "-o",
            output.toString());

    assertThat(code).isEqualTo(ExitCodes.FAILED);
    assertThat(terminal.err()).contains("noise in int8").contains("nothing is written");
    assertThat(output).doesNotExist();
  }

  @Test
  void asksForMoreImages() throws IOException {
    int code =
        terminal.run(
            "backbone",
            "quantize",
            network().toString(),
            "--calibrate",
            images(3).toString(),
            "-o",
            folder.resolve("x.onnx").toString());

    assertThat(code).isEqualTo(ExitCodes.FAILED);
    assertThat(terminal.err()).contains("holds 3 images; at least 4 are needed");
  }
}
