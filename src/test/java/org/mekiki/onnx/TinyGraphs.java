package org.mekiki.onnx;

import java.util.Arrays;
import java.util.List;
import org.mekiki.onnx.graph.OnnxGraph;
import org.mekiki.onnx.network.Architecture;
import org.mekiki.onnx.network.GraphBuilder;
import org.mekiki.onnx.network.RandomWeights;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.Preprocessing;

/** Small networks whose results can be worked out by hand. */
public final class TinyGraphs {
  public static final ImageShape IMAGE = new ImageShape(3, 8, 8);

  private TinyGraphs() {}

  /**
   * image [batch, 3, side, side] → doubled → {@code fine} (relu) → {@code coarse} (2×2 average of
   * fine) → {@code mean} [batch, 3, 1, 1] → {@code logits} [batch, 3]. -1 leaves a side open.
   */
  public static byte[] pyramid(long batch, long side) {
    GraphBuilder graph = new GraphBuilder("pyramid");
    graph.input("image", batch, 3, side, side);
    graph.floats("two", new float[] {2}, 1);
    graph.floats("unused", new float[1000], 1000);
    graph.node("Mul", "doubled", List.of("image", "two"));
    graph.node("Relu", "fine", List.of("doubled"));
    graph.node(
        "AveragePool",
        "coarse",
        List.of("fine"),
        GraphBuilder.ints("kernel_shape", 2, 2),
        GraphBuilder.ints("strides", 2, 2));
    graph.node("GlobalAveragePool", "mean", List.of("coarse"));
    graph.node("Flatten", "logits", List.of("mean"));
    graph.output("logits", batch, 3);
    return graph.build();
  }

  /** ResNet-18 up to its third stage, 224×224, with random weights. */
  public static byte[] resNet18() {
    return Architecture.RESNET18.builder().build("resnet18", new RandomWeights(18), 224);
  }

  /**
   * Takes images of 64x64 only: the mean of each patch of 16 pixels, plus a learned position for
   * each of the 4x4 patches, which is 1.
   */
  public static BackboneGraph fixed() {
    GraphBuilder graph = new GraphBuilder("fixed");
    float[] positions = new float[3 * 4 * 4];
    Arrays.fill(positions, 1);
    graph.input("image", 1, 3, 64, 64);
    graph.floats("positions", positions, 1, 3, 4, 4);
    graph.node(
        "AveragePool",
        "means",
        List.of("image"),
        GraphBuilder.ints("kernel_shape", 16, 16),
        GraphBuilder.ints("strides", 16, 16));
    graph.node("Add", "patches", List.of("means", "positions"));
    graph.output("patches", 1, 3, 4, 4);
    return Backbones.prepare(
        "fixed",
        "0".repeat(64),
        OnnxGraph.generated(graph.build(), "fixed"),
        List.of("patches"),
        Preprocessing.unit(64, 64));
  }

  /** The pyramid cut at {@code fine} and {@code coarse}. */
  public static BackboneGraph backbone(int side) {
    List<FeatureShape> features =
        List.of(
            new FeatureShape("fine", 3, side, side),
            new FeatureShape("coarse", 3, side / 2, side / 2));
    Backbone backbone =
        new Backbone("pyramid", "0".repeat(64), Preprocessing.unit(side, side), features);
    OnnxGraph graph = OnnxGraph.generated(pyramid(1, side), "pyramid");
    return new BackboneGraph(backbone, graph.cut(List.of("fine", "coarse")));
  }

  /** Stripes, steeper to the right, over a slope of light. */
  public static ImageTensor stripes(int side) {
    ImageShape shape = new ImageShape(3, side, side);
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      int row = i / side % side;
      int column = i % side;
      values[i] =
          (float) (0.5 + 0.3 * Math.sin(0.002 * column * column + 0.7 * row) - 0.0009 * row);
    }
    return new ImageTensor(shape, values);
  }

  public static ImageTensor constantImage(int side, float value) {
    ImageShape shape = new ImageShape(3, side, side);
    float[] values = new float[shape.size()];
    Arrays.fill(values, value);
    return new ImageTensor(shape, values);
  }
}
