package org.mekiki.onnx.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mekiki.onnx.network.GraphBuilder;
import org.mekiki.onnx.network.OnnxProtos;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.ImageShape;

/**
 * A transformer's tokens [1, tokens, channels] as a feature map [1, channels, rows, columns]: the
 * tokens in front that stand for no patch (class token, distillation token, registers) are dropped.
 *
 * <p>Which grid the tokens have is not in their shape. It is that of a convolution before them,
 * which cuts the image into patches; so a network that cuts it otherwise is not understood.
 *
 * @param dropped tokens in front that stand for no patch
 */
public record TokenGrid(String tensor, int dropped, int channels, int rows, int columns) {
  /** Class token and distillation token or registers; DINOv2 has 1 + 4, SigLIP none. */
  private static final int MOST_DROPPED = 8;

  /** Whether this could be tokens: floats of shape [1, tokens, channels]. */
  static boolean maybe(TensorShape tensor) {
    return tensor.floats()
        && tensor.sides().size() == 3
        && tensor.sides().get(0) == 1
        && tensor.sides().stream().allMatch(side -> side >= 1);
  }

  /**
   * The grid of a tensor's tokens; empty if it has none.
   *
   * @param all tensors of the graph, with its convolutions
   */
  public static Optional<TokenGrid> of(
      TensorShape tensor, List<TensorShape> all, ImageShape image) {
    if (!maybe(tensor)) {
      return Optional.empty();
    }
    int tokens = tensor.sides().get(1);
    return all.stream()
        .filter(patches -> isPatches(patches, image))
        .filter(
            patches -> {
              int dropped = tokens - patches.sides().get(2) * patches.sides().get(3);
              return dropped >= 0 && dropped <= MOST_DROPPED;
            })
        .max(Comparator.comparingInt(patches -> patches.sides().get(2) * patches.sides().get(3)))
        .map(
            patches -> {
              int rows = patches.sides().get(2);
              int columns = patches.sides().get(3);
              return new TokenGrid(
                  tensor.name(), tokens - rows * columns, tensor.sides().get(2), rows, columns);
            });
  }

  private static boolean isPatches(TensorShape tensor, ImageShape image) {
    return tensor.operator().equals("Conv")
        && tensor.isFeatureMap()
        && tensor.sides().get(2) * tensor.sides().get(3) > 1
        && image.height() % tensor.sides().get(2) == 0
        && image.width() % tensor.sides().get(3) == 0;
  }

  /** Name of the feature map in the graph. */
  String map() {
    return tensor + ":grid";
  }

  public FeatureShape shape() {
    return new FeatureShape(map(), channels, rows, columns);
  }

  /** Adds the operators that make the map, in a form that every opset since 5 has. */
  void addTo(GraphProto.Builder graph) {
    String patches = tensor;
    if (dropped > 0) {
      String indices = map() + "/patches";
      patches = map() + "/patch_tokens";
      graph.addInitializer(
          OnnxProtos.longs(
              indices,
              IntStream.range(dropped, dropped + rows * columns).asLongStream().toArray()));
      graph.addNode(
          node("Gather", patches, tensor, indices).addAttribute(GraphBuilder.integer("axis", 1)));
    }
    String planar = map() + "/planar";
    graph.addNode(
        node("Transpose", planar, patches).addAttribute(GraphBuilder.ints("perm", 0, 2, 1)));
    String sides = map() + "/shape";
    graph.addInitializer(OnnxProtos.longs(sides, 1, channels, rows, columns));
    graph.addNode(node("Reshape", map(), planar, sides));
  }

  private static NodeProto.Builder node(String operator, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .setName(output + "/" + operator)
        .addAllInput(List.of(inputs))
        .addOutput(output);
  }
}
