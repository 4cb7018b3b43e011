package org.mekiki.onnx.int8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.onnx.graph.OnnxGraph;
import org.mekiki.onnx.network.GraphBuilder;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.onnx.network.OnnxProtos;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;

class Int8QuantizerTest {
  private static final int SIDE = 32;
  private static final BackboneGraph EXACT = backbone();
  private static final List<ImageTensor> IMAGES =
      IntStream.range(0, 8).mapToObj(Int8QuantizerTest::image).toList();

  /** Convolutions, a pool, a sum with a shortcut, both activation functions, and a Mul between. */
  private static BackboneGraph backbone() {
    GraphBuilder graph = new GraphBuilder("small");
    String image = graph.input("image", 1, 3, SIDE, SIDE);
    Random random = new Random(5);
    String stem = graph.node("Relu", "stem", List.of(conv(graph, random, "c1", image, 3, 8)));
    String pool =
        graph.node(
            "MaxPool",
            "pool",
            List.of(stem),
            GraphBuilder.ints("kernel_shape", 2, 2),
            GraphBuilder.ints("strides", 2, 2));
    String branch = conv(graph, random, "c2", pool, 8, 8);
    String sum = graph.node("Add", "sum", List.of(branch, pool));
    String first = graph.node("Relu", "first", List.of(sum));
    graph.output("first", 1, 8, SIDE / 2, SIDE / 2);
    String third = graph.floats("third", new float[] {0.3f}, 1);
    String scaled = graph.node("Mul", "scaled", List.of(first, third));
    String low = graph.floats("low", new float[] {0});
    String six = graph.floats("six", new float[] {6});
    String last = conv(graph, random, "c3", scaled, 8, 4);
    graph.node("Clip", "second", List.of(last, low, six));
    graph.output("second", 1, 4, SIDE / 2, SIDE / 2);
    OnnxGraph parsed = OnnxGraph.generated(graph.build(), "small");
    return Backbones.prepare(
        "small",
        "0".repeat(64),
        parsed,
        List.of("first", "second"),
        org.mekiki.padim.feature.Preprocessing.unit(SIDE, SIDE));
  }

  private static String conv(
      GraphBuilder graph, Random random, String name, String input, int in, int out) {
    float[] weights = new float[out * in * 9];
    for (int i = 0; i < weights.length; i++) {
      // Channels of very different size: one scale for all would lose the small ones.
      int channel = i / (in * 9);
      double size = Math.pow(10, -3.0 * channel / out);
      weights[i] = (float) (size * random.nextGaussian());
    }
    float[] bias = new float[out];
    for (int i = 0; i < out; i++) {
      bias[i] = (float) random.nextGaussian() * 0.1f;
    }
    graph.floats(name + ".weight", weights, out, in, 3, 3);
    graph.floats(name + ".bias", bias, out);
    return graph.node(
        "Conv",
        name,
        List.of(input, name + ".weight", name + ".bias"),
        GraphBuilder.ints("kernel_shape", 3, 3),
        GraphBuilder.ints("pads", 1, 1, 1, 1));
  }

  private static ImageTensor image(int seed) {
    Random random = new Random(seed);
    ImageShape shape = new ImageShape(3, SIDE, SIDE);
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return new ImageTensor(shape, values);
  }

  @Test
  void givesNearlyTheSameFeaturesUnderTheSameNames() {
    BackboneGraph quantized = Int8Quantizer.quantize(EXACT, IMAGES.subList(0, 4));

    assertThat(quantized.backbone().features())
        .extracting(FeatureShape::name)
        .containsExactly("first", "second");
    try (OnnxFeatureExtractor floats = new OnnxFeatureExtractor(EXACT);
        OnnxFeatureExtractor integers = new OnnxFeatureExtractor(quantized)) {
      List<QuantizationNoise> noise =
          QuantizationNoise.measure(floats, integers, IMAGES.subList(4, 8));
      assertThat(noise).extracting(QuantizationNoise::feature).containsExactly("first", "second");
      assertThat(noise).allSatisfy(n -> assertThat(n.noise()).isBetween(1e-7, 0.05));
    }
  }

  @Test
  void keepsEachChannelInItsOwnScale() {
    OnnxGraph graph = Int8Quantizer.quantize(EXACT, IMAGES.subList(0, 4)).graph();

    float[] scales =
        graph.model().getGraph().getInitializerList().stream()
            .filter(tensor -> tensor.getName().endsWith("/weight/scale"))
            .map(OnnxProtos::floats)
            .findFirst()
            .orElseThrow();

    // The last channel's weights are a 400th of the first's.
    assertThat(scales).hasSize(8);
    assertThat(scales[7]).isBetween(scales[0] / 1000, scales[0] / 100);
  }

  @Test
  void leavesNoConvolutionInFloat() {
    OnnxGraph graph = Int8Quantizer.quantize(EXACT, IMAGES).graph();

    for (NodeProto node : graph.model().getGraph().getNodeList()) {
      if (node.getOpType().equals("Conv")) {
        assertThat(node.getInputList())
            .allSatisfy(input -> assertThat(maker(graph, input)).isEqualTo("DequantizeLinear"));
      }
    }
  }

  private static String maker(OnnxGraph graph, String tensor) {
    return graph.model().getGraph().getNodeList().stream()
        .filter(node -> node.getOutputList().contains(tensor))
        .map(NodeProto::getOpType)
        .findFirst()
        .orElse("nobody");
  }

  @Test
  void isAnotherBackboneAndTheSameEveryTime() {
    BackboneGraph once = Int8Quantizer.quantize(EXACT, IMAGES);
    BackboneGraph twice = Int8Quantizer.quantize(EXACT, IMAGES);

    assertThat(once.backbone().sha256()).isNotEqualTo(EXACT.backbone().sha256());
    assertThat(twice.backbone().sha256()).isEqualTo(once.backbone().sha256());
    assertThat(once.backbone().name()).isEqualTo("small in int8");
  }

  @Test
  void refusesWhatHasNothingToQuantise() {
    GraphBuilder graph = new GraphBuilder("none");
    graph.node("Relu", "out", List.of(graph.input("image", 1, 3, SIDE, SIDE)));
    graph.output("out", 1, 3, SIDE, SIDE);
    BackboneGraph none =
        Backbones.prepare(
            "none",
            "0".repeat(64),
            OnnxGraph.generated(graph.build(), "none"),
            List.of("out"),
            org.mekiki.padim.feature.Preprocessing.unit(SIDE, SIDE));

    assertThatThrownBy(() -> Int8Quantizer.quantize(none, IMAGES))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("backbone 'none' has no convolution with constant weights");
    assertThatThrownBy(() -> Int8Quantizer.quantize(EXACT, List.of()))
        .hasMessageContaining("no image to learn the activations' ranges from");
  }

  @Test
  void refusesToCompareByASingleImage() {
    try (OnnxFeatureExtractor floats = new OnnxFeatureExtractor(EXACT)) {
      assertThatThrownBy(() -> QuantizationNoise.measure(floats, floats, IMAGES.subList(0, 1)))
          .hasMessage("1 images are too few to compare two backbones by; at least 2 are needed");
      assertThat(QuantizationNoise.measure(floats, floats, IMAGES))
          .allSatisfy(n -> assertThat(n.noise()).isZero());
    }
  }

  @Test
  void keepsZeroExactInEveryRange() {
    ActivationRange range = ActivationRange.NONE.with(new float[] {-0.5f, 2});

    assertThat(range.min()).isEqualTo(-0.5f);
    assertThat(range.scale() * 255).isCloseTo(2.5f, org.assertj.core.data.Offset.offset(1e-5f));
    assertThat(range.zeroPoint()).isEqualTo(51);
    assertThat(ActivationRange.NONE.with(new float[] {3}).zeroPoint()).isZero();
    assertThatThrownBy(() -> new ActivationRange(1, 2))
        .hasMessage("range 1.0 … 2.0 is not valid: it must be finite and hold 0");
  }
}
