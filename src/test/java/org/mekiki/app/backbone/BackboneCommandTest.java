package org.mekiki.app.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.app.FakeTerminal;
import org.mekiki.download.FileServer;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.SafetensorsWriter;
import org.mekiki.onnx.network.Architecture;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.Preprocessing;

/** {@code mekiki backbone}, with ResNet-18 of random weights at 32×32 pixels. */
class BackboneCommandTest {
  @TempDir private static Path shared;
  private static Path weights;

  @TempDir private Path folder;
  private FakeTerminal terminal;
  private Path network;

  @BeforeAll
  static void drawWeights() throws IOException {
    weights = shared.resolve("resnet18.safetensors");
    SafetensorsWriter.write(weights, Architecture.RESNET18, 32);
  }

  @BeforeEach
  void useAHomeOfOurOwn() {
    terminal = new FakeTerminal(Map.of("HOME", folder.toString()));
    network = folder.resolve("resnet18.onnx");
  }

  private int build() {
    return terminal.run(
        "backbone",
        "build",
        "resnet18",
        "--weights",
        weights.toString(),
        "--size",
        "32",
        "-o",
        network.toString());
  }

  @Test
  void buildsInspectsAndCuts() throws IOException {
    assertThat(build()).as(terminal.err()).isZero();
    assertThat(terminal.out())
        .contains(
            "features  layer1 64x8x8, layer2 128x4x4, layer3 256x2x2", "Use it by --backbone ");

    Path json = folder.resolve("facts.json");
    assertThat(terminal.run("backbone", "inspect", network.toString(), "--json", json.toString()))
        .isZero();
    assertThat(terminal.out())
        .contains(
            "input       32x32, RGB, mean [0.485, 0.456, 0.406]",
            "* layer2 ",
            "It was cut at layer1, layer2, layer3, which are used.")
        .containsPattern("\\* layer3 +Relu +16 +256 +2x2 +\\d+\\.\\d M 100 %");
    JsonNode facts = new ObjectMapper().readTree(json.toFile());
    assertThat(facts.get("chosen")).hasSize(3);
    assertThat(facts.get("proposed").get(0).asText()).isEqualTo("layer1");
    assertThat(facts.get("preprocessingSha256").asText())
        .isEqualTo(Preprocessing.imageNet(32, 32).sha256());

    Path cut = folder.resolve("cut.onnx");
    assertThat(
            terminal.run(
                "backbone",
                "cut",
                network.toString(),
                "--features",
                "layer1,layer2",
                "-o",
                cut.toString()))
        .isZero();
    Backbone backbone = Backbones.file(cut, java.util.List.of(), null).backbone();
    assertThat(backbone.features())
        .extracting(FeatureShape::name)
        .containsExactly("layer1", "layer2");
    assertThat(Files.size(cut)).isLessThan(Files.size(network) / 3);
  }

  @Test
  void proposesWhereNothingWasCut() throws IOException {
    assertThat(build()).isZero();
    Files.delete(folder.resolve("resnet18.onnx.preprocessing.properties"));

    assertThat(terminal.run("backbone", "inspect", network.toString())).isZero();

    assertThat(terminal.out())
        .contains(
            "mekiki backbone cut " + network + " --features layer1,layer2,layer3 -o cut.onnx");
  }

  @Test
  void fetchesOnceAndChecksEachTime() throws IOException {
    Path cached = folder.resolve(".cache/mekiki/weights/resnet18.tv_in1k.safetensors");
    try (FileServer server = new FileServer().file("/w", Files.readAllBytes(weights))) {
      String[] fetch = {
        "backbone",
        "fetch",
        "resnet18",
        "--from",
        server.address("/w").toString(),
        "--size",
        "32",
        "--resize",
        "40",
        "-o",
        network.toString()
      };
      assertThat(terminal.run(fetch)).as(terminal.err()).isZero();
      assertThat(terminal.err())
          .contains(
              "licence of the weights: BSD-3-Clause (torchvision)",
              "resnet18.tv_in1k: 5.6 of 5.6 MB");
      assertThat(terminal.out()).contains("input     32x32 cropped from 40x40, RGB");
      assertThat(cached).hasSameBinaryContentAs(weights);
      byte[] first = Files.readAllBytes(network);

      server.close();
      assertThat(terminal.run(fetch)).isZero();
      assertThat(terminal.err()).contains("was here already");
      assertThat(network).hasBinaryContent(first);

      byte[] altered = Files.readAllBytes(cached);
      altered[altered.length - 1]++;
      Files.write(cached, altered);
      assertThat(terminal.run(fetch)).isEqualTo(1);
      assertThat(terminal.err()).contains("it was altered; delete it and download it again");
      assertThat(
              terminal.run(
                  "backbone",
                  "build",
                  "resnet18",
                  "--weights",
                  cached.toString(),
                  "-o",
                  network.toString()))
          .isEqualTo(1);
    }
  }

  @Test
  void refusesWeightsThatAreNotThePublishedOnes() throws IOException {
    try (FileServer server = new FileServer().file("/w", Files.readAllBytes(weights))) {
      assertThat(
              terminal.run(
                  "backbone",
                  "fetch",
                  "resnet18",
                  "--from",
                  server.address("/w").toString(),
                  "--sha256",
                  Architecture.RESNET18.weightsSha256().orElseThrow(),
                  "-o",
                  network.toString()))
          .isEqualTo(1);
      assertThat(terminal.err()).contains("the expected one is 694f673df6520a31");
      assertThat(network).doesNotExist();
    }
  }

  @Test
  void listsWhatItKnows() {
    assertThat(terminal.run("backbone", "list")).isZero();
    assertThat(terminal.out())
        .contains(
            "wide_resnet50_2 ", "vit_tiny_patch16_224.augreg_in21k_ft_in1k", "Apache-2.0 (timm)");
    assertThat(Architecture.RESNET50.weightsAddress())
        .isEqualTo("https://huggingface.co/timm/resnet50.tv_in1k/resolve/main/model.safetensors");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2|backbone|inspect, cut, quantize, list, fetch or build is missing",
        "2|backbone fetch resnet81|network 'resnet81' is not known; did you mean resnet18?",
        "2|backbone fetch resnet18 --from ftp://x/y -o /tmp/x.onnx|address 'ftp://x/y' is not"
            + " valid",
        "2|backbone fetch resnet18 --sha256 abc -o /tmp/x.onnx|SHA-256 'abc' is not valid",
        "2|backbone fetch resnet18 -o /no/such/folder/x.onnx|--output"
            + " '/no/such/folder/x.onnx' can't be written",
        "2|backbone build resnet18|--weights FILE is missing",
        "2|backbone cut a.onnx|--output FILE is missing",
        "1|backbone build resnet18 --weights /none -o /tmp/x.onnx|there is no file /none",
        "1|backbone inspect /none.onnx|ONNX file /none.onnx can't be read",
      })
  void saysWhatIsWrong(int exitCode, String arguments, String message) {
    assertThat(terminal.run(arguments.split(" "))).isEqualTo(exitCode);
    assertThat(terminal.err()).contains(message).doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fetch resnet34", "build resnet34 --weights /none"})
  void looksAtTheDefaultOutputBeforeItBegins(String command) throws IOException {
    Path folderThere = Files.createDirectory(Path.of("resnet34.onnx"));
    try {
      assertThat(terminal.run(("backbone " + command).split(" "))).isEqualTo(2);
    } finally {
      Files.delete(folderThere);
    }
    assertThat(terminal.err())
        .contains(
            "--output is left out, and its default 'resnet34.onnx' can't be written: it is a"
                + " folder; name a file")
        .doesNotContain("\tat ");
  }

  @Test
  void saysWhatIsWrongWithSizesFeaturesAndOutput() {
    assertThat(build()).isZero();
    String file = network.toString();
    assertThat(
            terminal.run(
                "backbone",
                "build",
                "resnet18",
                "--weights",
                "" + weights,
                "--size",
                "33",
                "-o",
                file))
        .isEqualTo(1);
    assertThat(terminal.err()).contains("size 33 is not valid for 'resnet18': multiples of 16");
    assertThat(terminal.run("backbone", "cut", file, "--features", "layer9", "-o", file + "2"))
        .isEqualTo(1);
    assertThat(terminal.err()).contains("the graph has no tensor 'layer9'; nearest are 'layer");
    assertThat(terminal.run("backbone", "cut", file, "-o", file)).isEqualTo(2);
    assertThat(terminal.err()).contains("is the file itself");
  }
}
