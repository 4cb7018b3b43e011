package org.mekiki.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.ValueInfo;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mekiki.padim.ImageShape;

/**
 * Asks ONNX Runtime for the shapes of a graph's tensors: they become outputs of a throw-away
 * session. Where its own inference leaves a side open, the graph runs once on a black image.
 */
final class ShapeInference {
  private ShapeInference() {}

  /** The named tensors of a graph whose input has no open side, in the order of the names. */
  static List<TensorShape> shapes(OnnxGraph graph, List<String> names) {
    ImageShape image =
        graph
            .inputShape()
            .orElseThrow(
                () ->
                    new OnnxException(
                        "the graph leaves the size of input '"
                            + graph.inputName()
                            + "' open; name a size (width, height)"));
    GraphProto.Builder widened = graph.model().getGraph().toBuilder().clearOutput();
    names.forEach(name -> widened.addOutput(OnnxProtos.untyped(name)));
    byte[] bytes = graph.model().toBuilder().setGraph(widened).build().toByteArray();
    OrtEnvironment environment = OnnxRuntimes.environment();
    try (OrtSession.SessionOptions options = OnnxRuntimes.sessionOptions(OnnxOptions.DEFAULT)) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      try (OrtSession session = environment.createSession(bytes, options)) {
        Map<String, ValueInfo> found = new LinkedHashMap<>();
        for (NodeInfo output : session.getOutputInfo().values()) {
          found.put(output.getName(), output.getInfo());
        }
        Map<String, String> operators = operators(graph);
        if (found.values().stream().anyMatch(ShapeInference::isOpen)) {
          run(environment, session, graph.inputName(), image, found);
        }
        List<TensorShape> shapes = new ArrayList<>();
        names.forEach(name -> shapes.add(shape(name, operators.get(name), found.get(name))));
        return shapes;
      }
    } catch (OrtException e) {
      throw new OnnxException(
          "ONNX Runtime can't run this graph on a " + describe(image) + " image: " + e.getMessage(),
          e);
    }
  }

  private static void run(
      OrtEnvironment environment,
      OrtSession session,
      String input,
      ImageShape image,
      Map<String, ValueInfo> found)
      throws OrtException {
    long[] sides = {1, image.channels(), image.height(), image.width()};
    Set<String> open = new LinkedHashSet<>();
    found.forEach(
        (name, info) -> {
          if (isOpen(info)) {
            open.add(name);
          }
        });
    try (OnnxTensor black =
            OnnxTensor.createTensor(environment, FloatBuffer.allocate(image.size()), sides);
        OrtSession.Result result = session.run(Map.of(input, black), open)) {
      for (Map.Entry<String, OnnxValue> output : result) {
        found.put(output.getKey(), output.getValue().getInfo());
      }
    }
  }

  private static Map<String, String> operators(OnnxGraph graph) {
    Map<String, String> operators = new LinkedHashMap<>();
    for (NodeProto node : graph.model().getGraph().getNodeList()) {
      node.getOutputList().forEach(output -> operators.put(output, node.getOpType()));
    }
    return operators;
  }

  private static boolean isOpen(ValueInfo info) {
    return info instanceof TensorInfo tensor
        && Arrays.stream(tensor.getShape()).anyMatch(side -> side < 0);
  }

  private static TensorShape shape(String name, String operator, ValueInfo info) {
    if (info instanceof TensorInfo tensor) {
      List<Integer> sides = Arrays.stream(tensor.getShape()).mapToObj(Math::toIntExact).toList();
      return new TensorShape(name, operator, tensor.type == OnnxJavaType.FLOAT, sides);
    }
    return new TensorShape(name, operator, false, List.of());
  }

  static String describe(ImageShape image) {
    return image.channels() + "x" + image.height() + "x" + image.width();
  }
}
