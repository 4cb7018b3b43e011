package org.mekiki.onnx.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.text.Text;

/**
 * Asks ONNX Runtime for the shapes of a graph's tensors: they become outputs of a throw-away
 * session. Graphs from outside are asked in a process of their own ({@link GraphTrial}).
 */
public final class ShapeInference {
  private ShapeInference() {}

  /**
   * All tensors of a graph whose input has no open side.
   *
   * @throws OnnxException if ONNX Runtime refuses the graph, or a tensor is larger than any may be
   */
  static List<TensorShape> tensors(OnnxGraph graph) {
    ImageShape image =
        graph
            .inputShape()
            .orElseThrow(
                () ->
                    new OnnxException(
                        "the graph leaves the size of input '"
                            + graph.inputName()
                            + "' open; name a size (width, height)"));
    return graph.isTrusted() ? here(graph, image) : GraphTrial.tensors(graph, image);
  }

  private static List<TensorShape> here(OnnxGraph graph, ImageShape image) {
    OrtEnvironment environment = OnnxRuntimes.environment();
    long[] sides = {1, image.channels(), image.height(), image.width()};
    try (OrtSession.SessionOptions options = GraphSession.plain();
        OrtSession session = environment.createSession(GraphTrial.withAllOutputs(graph), options)) {
      return named(
          graph,
          graph.tensorNames(),
          GraphSession.outputs(environment, session, graph.inputName(), sides));
    } catch (OrtException e) {
      throw refused(image, e.getMessage(), e);
    }
  }

  /** With the operators that make them. */
  public static List<TensorShape> named(
      OnnxGraph graph, List<String> names, Map<String, GraphSession.Output> outputs) {
    Map<String, String> operators = new LinkedHashMap<>();
    for (NodeProto node : graph.model().getGraph().getNodeList()) {
      node.getOutputList().forEach(output -> operators.put(output, node.getOpType()));
    }
    List<TensorShape> shapes = new ArrayList<>();
    for (String name : names) {
      GraphSession.Output output = outputs.get(name);
      shapes.add(new TensorShape(name, operators.get(name), output.floats(), sides(name, output)));
    }
    return shapes;
  }

  private static List<Integer> sides(String name, GraphSession.Output output) {
    List<Integer> sides = new ArrayList<>();
    long values = 1;
    for (long side : output.sides()) {
      // Each factor is at most 2^28 here, so that the product can't overflow.
      values *= Math.min(Math.max(side, 1), ConstantCheck.MOST_VALUES);
      if (side > ConstantCheck.MOST_VALUES || values > ConstantCheck.MOST_VALUES) {
        throw new OnnxException(
            Text.of(
                "tensor '%s' has more than %,d values for one image, the most that a network may"
                    + " have",
                name, ConstantCheck.MOST_VALUES));
      }
      sides.add(Math.toIntExact(side));
    }
    return sides;
  }

  static OnnxException refused(ImageShape image, String message, Throwable cause) {
    return new OnnxException(
        "ONNX Runtime can't run this graph on a " + describe(image) + " image: " + message, cause);
  }

  public static String describe(ImageShape image) {
    return image.channels() + "x" + image.height() + "x" + image.width();
  }
}
