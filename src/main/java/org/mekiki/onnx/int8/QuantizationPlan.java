package org.mekiki.onnx.int8;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which tensors of a graph become uint8: what goes into and comes out of convolutions with constant
 * weights, sums of two such tensors, and max pools. The tensor between one of these and its
 * activation function stays float on paper: ONNX Runtime makes one integer operation of all three.
 */
final class QuantizationPlan {
  private static final Set<String> ACTIVATIONS = Set.of("Relu", "Clip");

  private final GraphProto graph;
  private final Map<String, List<NodeProto>> readers = new HashMap<>();
  private final Map<String, TensorProto> weights = new HashMap<>();
  private final Set<String> outputs = new HashSet<>();
  private final Set<String> tensors = new LinkedHashSet<>();
  private final Map<String, String> sameAs = new HashMap<>();
  private final List<NodeProto> convolutions = new ArrayList<>();

  QuantizationPlan(GraphProto graph) {
    this.graph = graph;
    graph.getInitializerList().forEach(tensor -> weights.put(tensor.getName(), tensor));
    graph.getOutputList().forEach(output -> outputs.add(output.getName()));
    for (NodeProto node : graph.getNodeList()) {
      node.getInputList()
          .forEach(name -> readers.computeIfAbsent(name, any -> new ArrayList<>()).add(node));
    }
    for (NodeProto node : graph.getNodeList()) {
      switch (node.getOpType()) {
        case "Conv" -> {
          if (isConvolution(node)) {
            convolutions.add(node);
            take(node.getInput(0));
            take(activated(node));
          }
        }
        case "Add" -> {
          if (node.getInputList().stream().noneMatch(weights::containsKey)) {
            node.getInputList().forEach(this::take);
            take(activated(node));
          }
        }
        case "MaxPool" -> {
          if (node.getOutputCount() == 1) {
            take(node.getInput(0));
            take(node.getOutput(0));
            sameAs.put(node.getOutput(0), node.getInput(0));
          }
        }
        default -> {
          // Stays float.
        }
      }
    }
  }

  private boolean isConvolution(NodeProto node) {
    TensorProto kernel = weights.get(node.getInput(1));
    boolean bias = node.getInputCount() < 3 || weights.containsKey(node.getInput(2));
    return bias
        && kernel != null
        && kernel.getDataType() == TensorProto.DataType.FLOAT.getNumber()
        && kernel.getDimsCount() == 4;
  }

  private void take(String tensor) {
    tensors.add(tensor);
  }

  /** What comes out of a node, or of the activation function behind it. */
  private String activated(NodeProto node) {
    String output = node.getOutput(0);
    List<NodeProto> behind = readers.getOrDefault(output, List.of());
    if (behind.size() == 1
        && !outputs.contains(output)
        && ACTIVATIONS.contains(behind.get(0).getOpType())) {
      return behind.get(0).getOutput(0);
    }
    return output;
  }

  GraphProto graph() {
    return graph;
  }

  /** Tensors that become uint8, in the graph's order. */
  Set<String> tensors() {
    return tensors;
  }

  /** The tensor whose scale another one shares: a max pool's input for its output. */
  String scaleOf(String tensor) {
    String current = tensor;
    while (sameAs.containsKey(current)) {
      current = sameAs.get(current);
    }
    return current;
  }

  /** Convolutions that run in int8. */
  List<NodeProto> convolutions() {
    return convolutions;
  }

  TensorProto weight(String name) {
    return weights.get(name);
  }

  boolean isOutput(String tensor) {
    return outputs.contains(tensor);
  }
}
