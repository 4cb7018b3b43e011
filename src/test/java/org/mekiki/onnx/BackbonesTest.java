package org.mekiki.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.onnx.network.GraphBuilder;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.ChannelOrder;
import org.mekiki.padim.feature.FeatureMap;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.Preprocessing;

class BackbonesTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writeGraph() throws Exception {
    file = Files.write(folder.resolve("net.onnx"), TinyGraphs.pyramid(-1, 8));
  }

  @Test
  void theBuiltInOneHas695FeaturesOnThreeGrids() {
    Backbone backbone = Backbones.builtIn().backbone();
    assertThat(backbone.name()).isEqualTo("built-in");
    assertThat(backbone.preprocessing()).isEqualTo(Preprocessing.unit(224, 224));
    assertThat(backbone.channels()).isEqualTo(695);
    assertThat(backbone.features())
        .containsExactly(
            new FeatureShape("features56", 86, 56, 56),
            new FeatureShape("features28", 342, 28, 28),
            new FeatureShape("features14", 267, 14, 14));
  }

  @Test
  void putsTheFinestFeatureFirst() {
    BackboneGraph cut = Backbones.file(file, List.of("coarse", "fine"), null);
    assertThat(cut.backbone().features())
        .containsExactly(new FeatureShape("fine", 3, 8, 8), new FeatureShape("coarse", 3, 4, 4));
    assertThat(cut.graph().outputNames()).containsExactly("fine", "coarse");
  }

  @Test
  void isKnownByTheOriginalFilesChecksum() throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    Backbone backbone = Backbones.file(file, List.of("fine"), null).backbone();
    assertThat(backbone.sha256()).isEqualTo(HexFormat.of().formatHex(digest));
    assertThat(backbone.name()).isEqualTo("net.onnx");
  }

  @Test
  void takesImageNetsPreprocessingAtTheGraphsOwnSize() {
    assertThat(Backbones.file(file, List.of("fine"), null).backbone().preprocessing())
        .isEqualTo(Preprocessing.imageNet(8, 8));
  }

  @Test
  void takesTheGivenPreprocessingBeforeAllOthers() throws Exception {
    writeSidecar("width=32\nheight=16\n");
    Preprocessing given = Preprocessing.unit(24, 24);
    assertThat(Backbones.file(file, List.of("fine"), given).backbone().preprocessing())
        .isEqualTo(given);
  }

  @Test
  void readsThePreprocessingBesideTheFile() throws Exception {
    writeSidecar("width = 32\nheight = 16\nmean = 0.5, 0.25, 0.75\nstd = 0.5,1,2\n");
    Backbone backbone = Backbones.file(file, List.of("coarse"), null).backbone();
    assertThat(backbone.preprocessing())
        .isEqualTo(
            new Preprocessing(
                new ImageShape(3, 16, 32), List.of(0.5, 0.25, 0.75), List.of(0.5, 1.0, 2.0)));
    assertThat(backbone.features()).containsExactly(new FeatureShape("coarse", 3, 8, 16));
  }

  @Test
  void readsCropOrderAndFeaturesBesideTheFile() throws Exception {
    writeSidecar("resize-width = 10\nresize-height=12\nchannel-order = bgr\nfeatures = coarse\n");
    Backbone backbone = Backbones.file(file, List.of(), null).backbone();
    assertThat(backbone.preprocessing())
        .isEqualTo(
            new Preprocessing(
                new ImageShape(3, 8, 8),
                new ImageShape(3, 12, 10),
                ChannelOrder.BGR,
                Preprocessing.IMAGENET_MEAN,
                Preprocessing.IMAGENET_STD));
    assertThat(backbone.features()).containsExactly(new FeatureShape("coarse", 3, 4, 4));
    assertThat(Backbones.file(file, List.of("fine"), null).backbone().features())
        .containsExactly(new FeatureShape("fine", 3, 8, 8));
  }

  @Test
  void refusesASidecarThatIsWrong() throws Exception {
    assertSidecarRefused("heigth=8", "unknown key 'heigth', did you mean 'height'?");
    assertSidecarRefused("width=wide", "width=wide is not a number of pixels");
    assertSidecarRefused("mean=a,b,c", "mean=a,b,c is not three numbers, e.g. 0.5, 0.5, 0.5");
    assertSidecarRefused("std=1,1", "3 means and 2 standard deviations for 3 channels");
    assertSidecarRefused("std=1,1,0", "standard deviation 0.0 is not above 0");
    assertSidecarRefused("channel-order=GBR", "channel-order=GBR is not valid: RGB and BGR are");
    assertSidecarRefused("resize-width=7", "resized to 7x8 can't be cropped to 8x8");
    assertSidecarRefused("sha256=00", "it was altered or replaced");
    assertSidecarRefused("width=0", "image shape 3x8x0: each must be at least 1");
  }

  @Test
  void asksForTheSizeWhereTheGraphLeavesItOpen() throws Exception {
    Files.write(file, TinyGraphs.pyramid(-1, -1));
    assertThatThrownBy(() -> Backbones.file(file, List.of("fine"), null))
        .isInstanceOf(OnnxException.class)
        .hasMessage(
            "the graph leaves its input size open; name it in %s (width=224, height=224)",
            folder.resolve("net.onnx.preprocessing.properties"));
  }

  @Test
  void refusesATensorThatIsNoFeatureMap() {
    assertThatThrownBy(() -> Backbones.file(file, List.of("logits"), null))
        .isInstanceOf(OnnxException.class)
        .hasMessage(
            "tensor logits [1x3] Flatten is not a feature: it must be FLOAT [1, channels, rows,"
                + " columns], or a transformer's tokens, FLOAT [1, tokens, channels], with the"
                + " grid of a convolution before them");
  }

  @Test
  void refusesGridsOfWhichNeitherIsTheFiner() throws Exception {
    GraphBuilder graph = new GraphBuilder("crossed");
    graph.input("image", 1, 3, 8, 8);
    graph.node("MaxPool", "tall", List.of("image"), GraphBuilder.ints("kernel_shape", 1, 4));
    graph.node("MaxPool", "wide", List.of("image"), GraphBuilder.ints("kernel_shape", 4, 1));
    graph.output("tall", 1, 3, 8, 5);
    graph.output("wide", 1, 3, 5, 8);
    Files.write(file, graph.build());
    assertThatThrownBy(() -> Backbones.file(file, List.of("wide", "tall"), null))
        .isInstanceOf(OnnxException.class)
        .hasMessage("features 'tall' (8x5) and 'wide' (5x8): neither grid is the finer one");
  }

  @Test
  void takesTheProposedFeaturesWhenNoneAreNamed() throws Exception {
    Files.write(file, TinyGraphs.resNet18());
    assertThat(Backbones.file(file, List.of(), null).backbone().features())
        .extracting(FeatureShape::name)
        .containsExactly("layer1", "layer2", "layer3");
  }

  private void assertSidecarRefused(String text, String message) throws Exception {
    writeSidecar(text);
    assertThatThrownBy(() -> Backbones.file(file, List.of("fine"), null))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining(file + ".preprocessing.properties")
        .hasMessageContaining(message);
  }

  private void writeSidecar(String text) throws Exception {
    Files.writeString(folder.resolve("net.onnx.preprocessing.properties"), text);
  }

  @Test
  void theBuiltInNetworkTakesPicturesOfOtherSizesAndGivesTheSameFeatures() {
    BackboneGraph own = Backbones.builtIn();
    BackboneGraph wide = Backbones.resized(own, 96, 320);

    assertThat(wide.backbone().sha256()).isEqualTo(own.backbone().sha256());
    assertThat(wide.backbone().preprocessing().shape()).isEqualTo(new ImageShape(3, 96, 320));
    assertThat(wide.backbone().features())
        .containsExactly(
            new FeatureShape("features56", own.backbone().features().get(0).channels(), 24, 80),
            new FeatureShape("features28", own.backbone().features().get(1).channels(), 12, 40),
            new FeatureShape("features14", own.backbone().features().get(2).channels(), 6, 20));
    assertThat(Backbones.resized(own, 224, 224)).isSameAs(own);
  }

  @Test
  void aFlatPictureGivesTheSameFeaturesAtEverySize() {
    BackboneGraph own = Backbones.builtIn();
    try (OnnxFeatureExtractor square = new OnnxFeatureExtractor(own);
        OnnxFeatureExtractor wide = new OnnxFeatureExtractor(Backbones.resized(own, 96, 160))) {
      List<FeatureMap> expected = square.extract(flat(224, 224));
      List<FeatureMap> actual = wide.extract(flat(96, 160));
      for (int f = 0; f < expected.size(); f++) {
        FeatureShape from = expected.get(f).shape();
        FeatureShape to = actual.get(f).shape();
        for (int c = 0; c < from.channels(); c++) {
          assertThat(actual.get(f).values()[c * to.height() * to.width()])
              .as("%s, channel %d", from.name(), c)
              .isCloseTo(expected.get(f).values()[c * from.height() * from.width()], within(1e-4f));
        }
      }
    }
  }

  private static ImageTensor flat(int height, int width) {
    float[] values = new float[3 * height * width];
    Arrays.fill(values, 0.4f);
    return new ImageTensor(new ImageShape(3, height, width), values);
  }

  @Test
  void aSizeThatTheNetworkCantTakeIsRefusedWithItsOwn() {
    assertThatThrownBy(() -> Backbones.resized(Backbones.builtIn(), 64, 320))
        .isInstanceOf(OnnxException.class)
        .hasMessage(
            "backbone 'built-in' takes pictures of 224x224 and can't take 320x64: side 64 can't be"
                + " halved 4 times and stay above 5 pixels");
  }
}
