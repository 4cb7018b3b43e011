package org.mekiki.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mekiki.onnx.graph.OnnxGraph;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.FeatureMap;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.text.Sha256;

/** Networks that take one size only, at another one. */
class TiledNetworkTest {
  private static final int HEIGHT = 96;
  private static final int WIDTH = 160;
  private static final ImageTensor IMAGE = image();

  /** The finest ones: all that they depend on lies within the tile. */
  @Test
  void aConvolutionalNetworkGivesTheSameFeaturesTiledAsWhole() {
    BackboneGraph own = network("resnet-basic");
    List<FeatureMap> whole = extract(Backbones.resized(own, HEIGHT, WIDTH));
    List<FeatureMap> tiled = extract(own.tiled(HEIGHT, WIDTH));

    FeatureShape fine = whole.get(0).shape();
    assertThat(fine).isEqualTo(new FeatureShape(fine.name(), fine.channels(), 24, 40));
    for (int f = 0; f < whole.size(); f++) {
      assertThat(tiled.get(f).shape()).isEqualTo(whole.get(f).shape());
      assertThat(difference(whole.get(f), tiled.get(f)))
          .as(whole.get(f).shape().name())
          .isLessThan(0.5);
    }
    assertThat(difference(whole.get(0), tiled.get(0))).isCloseTo(0, within(1e-4));
  }

  @Test
  void aTransformerLooksAtTilesAndGivesTheSameEachTime() {
    BackboneGraph tiled = network("vit").tiled(HEIGHT, WIDTH);

    assertThat(tiled.passes()).isEqualTo(2 * 4);
    List<FeatureMap> first = extract(tiled);
    List<FeatureMap> second = extract(tiled);
    for (int f = 0; f < first.size(); f++) {
      FeatureShape shape = first.get(f).shape();
      assertThat(shape).isEqualTo(new FeatureShape(shape.name(), shape.channels(), 6, 10));
      assertThat(first.get(f).values()).containsExactly(second.get(f).values());
    }
  }

  @Test
  void aSizeThatIsNoWholeNumberOfATransformersPatchesIsTiled() {
    BackboneGraph tiled = Backbones.resizedOrTiled(network("dinov2"), 100, 164);

    assertThat(tiled.passes()).isGreaterThan(1);
    assertThat(tiled.backbone().features())
        .allSatisfy(
            shape -> assertThat(List.of(shape.height(), shape.width())).containsExactly(13, 21));
  }

  @Test
  void aNetworkThatTakesOneSizeOnlyIsTiled() {
    BackboneGraph own = TinyGraphs.fixed();
    BackboneGraph tiled = Backbones.resizedOrTiled(own, HEIGHT, WIDTH);

    assertThat(tiled.passes()).isEqualTo(2 * 4);
    assertThat(tiled.backbone().sha256()).isEqualTo(own.backbone().sha256());
    float[] found = extract(tiled).get(0).values();
    for (int patch = 0; patch < 6 * 10; patch++) {
      double mean = 0;
      for (int i = 0; i < 16 * 16; i++) {
        int row = patch / 10 * 16 + i / 16;
        int column = patch % 10 * 16 + i % 16;
        mean += IMAGE.values()[row * WIDTH + column] / (16 * 16);
      }
      double position = found[patch] - mean;
      assertThat(position).as("position of patch %d", patch).isCloseTo(1, within(1e-4));
    }
    assertThat(Backbones.resizedOrTiled(tiled, TinyNetworks.SIDE, TinyNetworks.SIDE).passes())
        .isEqualTo(1);
  }

  @Test
  void aTiledNetworkThatComesWithAModelIsTiledAgain() {
    BackboneGraph own = TinyGraphs.fixed();
    byte[] bytes = own.graph().bytes();
    Backbone whole = Backbones.resizedOrTiled(own, HEIGHT, WIDTH).backbone();
    Backbone inModel =
        new Backbone(whole.name(), Sha256.hex(bytes), whole.preprocessing(), whole.features());

    BackboneGraph published = Backbones.published(inModel, bytes);

    assertThat(published.backbone()).isEqualTo(inModel);
    assertThat(published.passes()).isEqualTo(2 * 4);
  }

  @Test
  void aNetworkThatCantBeTiledEitherIsRefusedWithBothReasons() {
    FeatureShape odd = new FeatureShape("patches", 3, 5, 5);
    BackboneGraph own = TinyGraphs.fixed();
    Backbone backbone =
        new Backbone("odd", "0".repeat(64), own.backbone().preprocessing(), List.of(odd));

    assertThatThrownBy(
            () -> Backbones.resizedOrTiled(new BackboneGraph(backbone, own.graph()), HEIGHT, WIDTH))
        .isInstanceOf(OnnxException.class)
        .hasMessageStartingWith("backbone 'odd' takes pictures of 64x64 and can't take 160x96: ")
        .hasMessageEndingWith(
            "; backbone 'odd' can't be tiled: 5 patches of 'patches' lie on 64 pixels, which is"
                + " not a whole number of pixels each");
  }

  @Test
  void moreTilesThanTheLimitAreRefused() {
    BackboneGraph own = TinyGraphs.fixed().withMaxTiles(8);

    assertThat(Backbones.resizedOrTiled(own, HEIGHT, WIDTH).passes()).isEqualTo(8);
    assertThatThrownBy(() -> Backbones.resizedOrTiled(own.withMaxTiles(7), HEIGHT, WIDTH))
        .isInstanceOf(OnnxException.class)
        .hasMessage(
            "backbone 'fixed' would look at 160x96 pixels in 8 tiles of 64x64, one run of the"
                + " network each; up to 7 are valid: choose smaller inputs, fewer regions or a"
                + " network that takes other sizes, or raise padim.backbone.max-tiles");
    assertThat(Backbones.resizedOrTiled(network("resnet-basic").withMaxTiles(1), 96, 160).passes())
        .as("a network that takes every size needs no tiles")
        .isEqualTo(1);
  }

  private static BackboneGraph network(String name) {
    return prepared(name, TinyNetworks.random(name));
  }

  private static BackboneGraph prepared(String name, OnnxGraph graph) {
    return Backbones.prepare(
        name,
        "0".repeat(64),
        graph,
        graph.outputNames(),
        Preprocessing.unit(TinyNetworks.SIDE, TinyNetworks.SIDE));
  }

  private static List<FeatureMap> extract(BackboneGraph network) {
    try (OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(network)) {
      return extractor.extract(IMAGE);
    }
  }

  /** The largest one, in shares of the largest value. */
  private static double difference(FeatureMap expected, FeatureMap actual) {
    double largest = 0;
    double apart = 0;
    for (int i = 0; i < expected.values().length; i++) {
      largest = Math.max(largest, Math.abs(expected.values()[i]));
      apart = Math.max(apart, Math.abs(expected.values()[i] - actual.values()[i]));
    }
    return apart / largest;
  }

  private static ImageTensor image() {
    ImageShape shape = new ImageShape(3, HEIGHT, WIDTH);
    float[] values = new float[shape.size()];
    long state = 7;
    for (int i = 0; i < values.length; i++) {
      state = (state * 1664525 + 1013904223) % (1L << 32);
      values[i] = (float) (0.5 * (state / (double) (1L << 32)) + 0.5 * (i % WIDTH) / WIDTH);
    }
    return new ImageTensor(shape, values);
  }
}
