package org.mekiki.onnx;

import java.util.List;
import org.mekiki.padim.ImageShape;

/** Small networks whose results can be worked out by hand. */
final class TinyGraphs {
  static final ImageShape IMAGE = new ImageShape(3, 8, 8);

  private TinyGraphs() {}

  /**
   * image [batch, 3, side, side] → doubled → {@code fine} (relu) → {@code coarse} (2×2 average of
   * fine) → {@code mean} [batch, 3, 1, 1] → {@code logits} [batch, 3]. -1 leaves a side open.
   */
  static byte[] pyramid(long batch, long side) {
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
}
