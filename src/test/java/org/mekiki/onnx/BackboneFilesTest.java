package org.mekiki.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mekiki.onnx.FeatureProposal.Candidate;
import org.mekiki.onnx.network.Architecture;
import org.mekiki.onnx.network.GraphBuilder;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.FeatureMap;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.Preprocessing;

/** The architectures' shapes, with few channels and random weights, as files that people bring. */
class BackboneFilesTest {
  private static final int SIDE = TinyNetworks.SIDE;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "resnet-basic, layer1 layer2 layer3, 4 8 16",
    "resnet-bottleneck, layer1 layer2 layer3, 8 16 32",
    "mobilenet, blocks.1 blocks.2 blocks.4, 6 8 12",
    "efficientnet, blocks.1 blocks.2 blocks.4, 6 8 12",
    "vit, blocks.0 blocks.1 blocks.2, 12 12 12"
  })
  void proposesTheEndsOfTheStages(String name, String features, String channels)
      throws IOException {
    Path file = Files.write(folder.resolve("net.onnx"), TinyNetworks.random(name).bytes());

    FeatureProposal proposal = BackboneFiles.inspect(file, Optional.empty()).proposal();

    if (name.equals("vit")) { // of 12 blocks it would be the third, sixth and ninth
      assertThat(proposal.proposed()).hasSize(3).isSubsetOf(tokens(proposal));
    } else {
      assertThat(proposal.proposed()).containsExactly(features.split(" "));
    }
    Backbone backbone =
        Backbones.file(file, List.of(features.split(" ")), Preprocessing.unit(SIDE, SIDE))
            .backbone();
    assertThat(backbone.features())
        .extracting(feature -> String.valueOf(feature.channels()))
        .containsExactly(channels.split(" "));
  }

  private static List<String> tokens(FeatureProposal proposal) {
    return proposal.candidates().stream()
        .filter(Candidate::tokens)
        .map(candidate -> candidate.shape().name())
        .toList();
  }

  @Test
  void tokensLoseTheClassTokenAndKeepTheirPlaces() throws IOException {
    Path file = Files.write(folder.resolve("vit.onnx"), TinyNetworks.random("vit").bytes());
    float[] tokens = outputOf(file, "patch_tokens");
    BackboneGraph patches = Backbones.file(file, List.of("tokens"), null);

    float[] map = run(patches).get(0).values();

    assertThat(patches.backbone().features())
        .containsExactly(new FeatureShape("tokens:grid", 12, 4, 4));
    for (int patch = 0; patch < 16; patch++) {
      for (int c = 0; c < 12; c++) {
        assertThat(map[c * 16 + patch]).isEqualTo(tokens[c * 16 + patch]);
      }
    }
  }

  /** As a map without a token to drop: [1, 16, channels]. */
  private static float[] outputOf(Path file, String tensor) {
    return run(Backbones.file(file, List.of(tensor), null)).get(0).values();
  }

  private static List<FeatureMap> run(BackboneGraph backbone) {
    try (OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(backbone)) {
      return extractor.extract(TinyNetworks.image());
    }
  }

  @Test
  void cutsAndWritesASidecarThatIsAllOneNeeds() throws IOException {
    Path file =
        Files.write(folder.resolve("net.onnx"), TinyNetworks.random("resnet-basic").bytes());
    Files.writeString(
        folder.resolve("net.onnx.preprocessing.properties"),
        """
        \uFEFFresize-width = 72
        resize-height = 80
        channel-order = bgr
        mean = 0.5, 0.25, 0.125
        licence = MIT
        """);
    Path target = folder.resolve("cut.onnx");

    BackboneGraph cut = BackboneFiles.cut(file, List.of("layer2"), Optional.empty(), target);

    BackboneGraph loaded = Backbones.file(target, List.of(), null);
    assertThat(loaded.backbone()).isEqualTo(cut.backbone());
    assertThat(loaded.backbone().features()).containsExactly(new FeatureShape("layer2", 8, 8, 8));
    assertThat(loaded.graph().tensorNames()).noneMatch(name -> name.startsWith("layer3"));
    assertThat(Files.size(target)).isLessThan(Files.size(file));
    assertThat(folder.resolve("cut.onnx.preprocessing.properties"))
        .hasContent(
            "width = 64\nheight = 64\nresize-width = 72\nresize-height = 80\nchannel-order = BGR\n"
                + "mean = 0.5, 0.25, 0.125\nstd = 0.229, 0.224, 0.225\nfeatures = layer2\nsha256 = "
                + loaded.backbone().sha256()
                + "\nlicence = MIT\nsource = net.onnx (SHA-256 "
                + Backbones.file(file, List.of(), null).backbone().sha256()
                + ")\n");
    assertThat(run(cut).get(0).values())
        .isEqualTo(run(Backbones.file(file, List.of("layer2"), null)).get(0).values());
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(4);
    }
  }

  @Test
  void cutTokensStayMaps() throws IOException {
    Path file = Files.write(folder.resolve("vit.onnx"), TinyNetworks.random("vit").bytes());
    Path target = folder.resolve("cut.onnx");
    BackboneFiles.cut(file, List.of("blocks.0", "blocks.1"), Optional.empty(), target);

    assertThat(Backbones.file(target, List.of(), null).backbone().features())
        .extracting(FeatureShape::name)
        .containsExactly("blocks.0:grid", "blocks.1:grid");
  }

  /** What kept it from being written is told by the kind of the failure. */
  @Test
  void aFailureThatNamesItsFileIsPassedOnAsItIs() throws IOException {
    Path file = Files.write(folder.resolve("vit.onnx"), TinyNetworks.random("vit").bytes());
    Path target = folder.resolve("not there/cut.onnx");

    assertThatThrownBy(() -> BackboneFiles.cut(file, List.of("blocks.0"), Optional.empty(), target))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(target + ".part");
  }

  @Test
  void refusesAFileThatIsNotTheSidecars() throws IOException {
    Path file = Files.write(folder.resolve("net.onnx"), TinyNetworks.random("vit").bytes());
    Path target = folder.resolve("cut.onnx");
    BackboneFiles.cut(file, List.of("blocks.0"), Optional.empty(), target);
    Files.write(target, TinyNetworks.random("resnet-basic").bytes());

    assertThatThrownBy(() -> Backbones.file(target, List.of(), null))
        .isInstanceOf(OnnxException.class)
        .hasMessageStartingWith(target + " has SHA-256 ")
        .hasMessageContaining("it was altered or replaced");
    assertThatThrownBy(() -> BackboneFiles.inspect(target, Optional.empty()))
        .hasMessageContaining("it was altered or replaced");
  }

  @Test
  void countsTheWholeGraph() throws IOException {
    GraphBuilder graph = new GraphBuilder("dense");
    graph.input("image", -1, 3, -1, -1);
    graph.floats("kernel", new float[2 * 3 * 9], 2, 3, 3, 3);
    graph.floats("matrix", new float[2 * 10], 2, 10);
    graph.node("Conv", "conv", List.of("image", "kernel"));
    graph.node("GlobalAveragePool", "mean", List.of("conv"));
    graph.node("Flatten", "flat", List.of("mean"));
    graph.node("MatMul", "logits", List.of("flat", "matrix"));
    graph.output("logits", -1, 10);
    Path file = Files.write(folder.resolve("net.onnx"), graph.build());

    BackboneFiles.Inspection inspection = BackboneFiles.inspect(file, Optional.of(34));

    assertThat(inspection.wholeMacs()).isEqualTo(32L * 32 * 2 * 27 + 20);
    assertThat(inspection.preprocessing()).isEqualTo(Preprocessing.imageNet(34, 34));
    assertThatThrownBy(() -> BackboneFiles.inspect(file, Optional.of(0)))
        .hasMessageContaining("size 0 is not valid");
  }

  @Test
  void buildsFromWeightsWithACrop() throws IOException {
    Path weights = folder.resolve("resnet18.safetensors");
    SafetensorsWriter.write(weights, Architecture.RESNET18, 32);
    Path target = folder.resolve("resnet18.onnx");

    BackboneGraph built =
        BackboneFiles.build(Architecture.RESNET18, weights, "c".repeat(64), 32, 40, target);

    assertThat(built.backbone().preprocessing())
        .isEqualTo(Preprocessing.imageNet(32, 32).croppedFrom(40, 40));
    assertThat(built.backbone().features())
        .containsExactly(
            new FeatureShape("layer1", 64, 8, 8),
            new FeatureShape("layer2", 128, 4, 4),
            new FeatureShape("layer3", 256, 2, 2));
    assertThat(built.backbone().sha256()).isNotEqualTo("c".repeat(64));
    assertThat(folder.resolve("resnet18.onnx.preprocessing.properties"))
        .content()
        .contains(
            "source = resnet18.safetensors (SHA-256 " + "c".repeat(64) + ")",
            "licence = BSD-3-Clause (torchvision)");
    ImageShape shape = new ImageShape(3, 32, 32);
    try (OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(built)) {
      assertThat(extractor.extract(new ImageTensor(shape, new float[shape.size()]))).hasSize(3);
    }
    assertThatThrownBy(
            () -> BackboneFiles.build(Architecture.RESNET18, weights, "c", 32, 16, target))
        .hasMessage("resize 16 is not valid: it must be at least the size, 32");
    assertThatThrownBy(
            () -> BackboneFiles.build(Architecture.RESNET50, weights, "c", 32, 32, target))
        .hasMessageContaining("layer1.0.conv1.weight")
        .hasMessageContaining("it holds another network");
  }
}
