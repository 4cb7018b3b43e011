package org.mekiki.onnx.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.onnx.network.OnnxProtos;
import org.mekiki.text.DidYouMean;
import org.mekiki.text.Text;

/** Cuts a graph at some of its tensors. */
final class GraphCut {
  private GraphCut() {}

  /**
   * What these tensors need; they are the outputs, in this order.
   *
   * @param known names of all tensors at which the graph can be cut
   * @throws OnnxException if a name is unknown (naming the nearest ones) or twice there
   */
  static GraphProto.Builder of(GraphProto whole, List<String> tensors, List<String> known) {
    checkNames(tensors, known);
    Map<String, NodeProto> makers = new HashMap<>();
    for (NodeProto node : whole.getNodeList()) {
      node.getOutputList().forEach(output -> makers.put(output, node));
    }
    Set<String> needed = new HashSet<>(tensors);
    Deque<String> open = new ArrayDeque<>(tensors);
    while (!open.isEmpty()) {
      NodeProto maker = makers.get(open.pop());
      if (maker != null) {
        for (String name : maker.getInputList()) {
          if (needed.add(name)) {
            open.push(name);
          }
        }
      }
    }
    GraphProto.Builder graph = whole.toBuilder().clearNode().clearInitializer().clearOutput();
    graph.clearSparseInitializer().clearValueInfo().clearQuantizationAnnotation();
    whole.getNodeList().stream()
        .filter(node -> node.getOutputList().stream().anyMatch(needed::contains))
        .forEach(graph::addNode);
    whole.getInitializerList().stream()
        .filter(tensor -> needed.contains(tensor.getName()))
        .forEach(graph::addInitializer);
    whole.getSparseInitializerList().stream()
        .filter(tensor -> needed.contains(tensor.getValues().getName()))
        .forEach(graph::addSparseInitializer);
    tensors.forEach(name -> graph.addOutput(OnnxProtos.untyped(name)));
    return graph;
  }

  private static void checkNames(List<String> tensors, List<String> known) {
    if (tensors.isEmpty()) {
      throw new OnnxException("no tensor is named to cut the graph at; name at least one");
    }
    Set<String> seen = new LinkedHashSet<>();
    for (String name : tensors) {
      if (!known.contains(name)) {
        throw new OnnxException(
            Text.of(
                "the graph has no tensor '%s'; nearest are %s ('mekiki backbone inspect' lists"
                    + " all)",
                name, DidYouMean.quoted(name, known, 3)));
      }
      if (!seen.add(name)) {
        throw new OnnxException("tensor '" + name + "' is named twice; name each feature once");
      }
    }
  }
}
