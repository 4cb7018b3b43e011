package org.mekiki.onnx.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts multiply-accumulate operations: convolutions and matrix products; the rest is nothing. */
public final class GraphCost {
  private GraphCost() {}

  /** The operations of a whole graph whose input has no open side. */
  public static long ofAll(OnnxGraph graph) {
    Map<String, List<Integer>> shapes = shapes(graph, graph.tensors());
    return graph.model().getGraph().getNodeList().stream()
        .mapToLong(node -> macs(node, shapes))
        .reduce(0, GraphCost::sum);
  }

  /**
   * For each tensor, the operations of all nodes that it needs.
   *
   * @param tensors the graph's tensors with their shapes
   */
  public static Map<String, Long> macsUpTo(OnnxGraph graph, List<TensorShape> tensors) {
    Map<String, List<Integer>> shapes = shapes(graph, tensors);
    List<NodeProto> nodes = graph.model().getGraph().getNodeList();
    long[] macs = new long[nodes.size()];
    Map<String, BitSet> needed = new HashMap<>();
    Map<String, Long> totals = new HashMap<>();
    for (int n = 0; n < nodes.size(); n++) {
      NodeProto node = nodes.get(n);
      macs[n] = macs(node, shapes);
      BitSet path = new BitSet();
      path.set(n);
      for (String input : node.getInputList()) {
        path.or(needed.getOrDefault(input, new BitSet()));
      }
      long total = path.stream().mapToLong(i -> macs[i]).reduce(0, GraphCost::sum);
      for (String output : node.getOutputList()) {
        needed.put(output, path);
        totals.put(output, total);
      }
    }
    return totals;
  }

  private static Map<String, List<Integer>> shapes(OnnxGraph graph, List<TensorShape> tensors) {
    Map<String, List<Integer>> shapes = new HashMap<>();
    tensors.forEach(tensor -> shapes.put(tensor.name(), tensor.sides()));
    shapes.put(graph.inputName(), imageSides(graph));
    graph
        .model()
        .getGraph()
        .getInitializerList()
        .forEach(
            weights ->
                shapes.put(
                    weights.getName(),
                    weights.getDimsList().stream().map(Long::intValue).toList()));
    return shapes;
  }

  private static List<Integer> imageSides(OnnxGraph graph) {
    return graph
        .inputShape()
        .map(image -> List.of(1, image.channels(), image.height(), image.width()))
        .orElseThrow();
  }

  private static long macs(NodeProto node, Map<String, List<Integer>> shapes) {
    List<Integer> output = shapes.getOrDefault(node.getOutput(0), List.of());
    switch (node.getOpType()) {
      case "Conv" -> { // weights are [out, in / groups, rows, columns]
        List<Integer> weights = shapes.getOrDefault(node.getInput(1), List.of());
        return product(output) * product(weights.stream().skip(1).toList());
      }
      case "MatMul", "Gemm" -> {
        List<Integer> left = shapes.getOrDefault(node.getInput(0), List.of());
        if (left.isEmpty()) {
          return 0;
        }
        boolean transposed =
            node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals("transA"))
                .anyMatch(GraphCost::isSet);
        return product(output) * left.get(transposed ? 0 : left.size() - 1);
      }
      default -> {
        return 0;
      }
    }
  }

  private static boolean isSet(AttributeProto attribute) {
    return attribute.getI() != 0;
  }

  /** Of positive numbers, at most {@link Long#MAX_VALUE}. */
  private static long sum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }

  /** Of a tensor's sides or of a weight's: below 2^31, see {@link ConstantCheck#MOST_VALUES}. */
  private static long product(List<Integer> sides) {
    return sides.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }
}
