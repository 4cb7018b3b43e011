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
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.model.Calibration;
import org.mekiki.model.ModelChunks;
import org.mekiki.model.Models;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.padim.Padim;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.gaussian.Precision;

/** {@code mekiki detect} with a model of the built-in network in a file. */
class DetectCommandTest {
  private static final int SIDE = 112;

  @TempDir static Path folder;
  private static Path frames;
  private static Path file;

  private final FakeTerminal terminal = new FakeTerminal();

  @BeforeAll
  static void teach() throws IOException {
    frames = Files.createDirectories(folder.resolve("frames"));
    Random random = new Random(3);
    BackboneGraph graph = Backbones.builtIn();
    try (OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(graph)) {
      Padim padim = Padim.builder(extractor).dimensions(20).seed(1).build();
      ImagePreprocessor preprocessor = new ImagePreprocessor(extractor.backbone().preprocessing());
      List<ImageTensor> good = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        good.add(preprocessor.apply(new ImageDecoder(ImageLimits.DEFAULT).decode(frame(random))));
      }
      padim.train(good);
      PadimModel model = padim.model();
      ModelChunks chunks = ModelChunks.of(model, Precision.FLOAT32);
      file = folder.resolve("plate.mekiki");
      Models.write(
          file,
          chunks.manifest(
              "plate",
              3,
              Models.TIME,
              Models.training(),
              Calibration.of(
                  model.normalizer(), model.threshold(), "of good frames", new double[] {1})),
          chunks);
    }
    for (int i = 0; i < 4; i++) {
      Files.write(frames.resolve(i + ".png"), frame(random));
    }
  }

  private static byte[] frame(Random random) {
    byte[] pixels = new byte[SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (120 + (i % SIDE / 14 % 2) * 20 + random.nextInt(10));
    }
    return ImageWriter.png(Picture.ofRaw(PixelFormat.GRAY8, SIDE, SIDE, SIDE, pixels));
  }

  @Test
  void saysWhatTheModelCanSeeAndWritesTheMap() throws IOException {
    Path json = folder.resolve("seen.json");
    Path map = folder.resolve("map.jpg");

    int code =
        terminal.run(
            "detect",
            frames.toString(),
            "--file",
            file.toString(),
            "--contrast",
            "100",
            "--size",
            "4,30",
            "--map",
            map.toString(),
            "--json",
            json.toString());

    assertThat(terminal.err()).doesNotContain("Exception");
    assertThat(code).isZero();
    assertThat(terminal.out())
        .contains("plate version 3")
        .contains("Defects painted on 4 good frames of 112x112")
        .contains("90 % of spots ≥ ")
        .contains("Blind spots: ");
    JsonNode spots = new ObjectMapper().readTree(json.toFile()).get("curves").get(1);
    assertThat(spots.get("kind").asText()).isEqualTo("spot");
    assertThat(spots.get("points").get(1).get("pixels").doubleValue()).isEqualTo(30);
    assertThat(new ImageDecoder(ImageLimits.DEFAULT).decode(Files.readAllBytes(map)).channels())
        .isEqualTo(3);
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(terminal.run("detect", frames.toString())).isEqualTo(2);
    assertThat(terminal.err()).contains("give either --model KEY or --file FILE");

    assertRefused("--contrast", "0", "contrasts [0] are not valid");
    assertRefused("--size", "1", "sizes [1.0] are not valid");
    assertRefused("--map", folder.resolve("no/map.jpg").toString(), "can't be written");
  }

  private void assertRefused(String flag, String value, String message) {
    FakeTerminal refused = new FakeTerminal();

    int code = refused.run("detect", frames.toString(), "--file", file.toString(), flag, value);

    assertThat(code).isEqualTo(2);
    assertThat(refused.err()).contains(message);
  }

  @Test
  void aFileThatCanNotBeReadIsListed() throws IOException {
    Path some = Files.createDirectories(folder.resolve("some"));
    Files.copy(frames.resolve("0.png"), some.resolve("0.png"));
    Files.write(some.resolve("1.png"), new byte[] {1, 2, 3});

    int code =
        terminal.run(
            "detect",
            some.toString(),
            "--file",
            file.toString(),
            "--contrast",
            "100",
            "--size",
            "30");

    assertThat(code).isEqualTo(1);
    assertThat(terminal.err()).contains("1.png: ");
    assertThat(terminal.out()).contains("Defects painted on 1 good frames");
  }
}
