package org.mekiki.onnx.graph;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.ValueInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * One session of ONNX Runtime that tells what a graph's outputs are. Uses nothing but ONNX Runtime,
 * so that a process of its own can do it quickly; see {@link GraphTrial}.
 */
public final class GraphSession {
  /**
   * An output: whether it is of 32-bit floats, and its sides.
   *
   * @param sides -1 where one is known only when it runs
   */
  public record Output(boolean floats, long[] sides) {}

  private GraphSession() {}

  /** Options that change nothing in the graph. */
  public static OrtSession.SessionOptions plain() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
    return options;
  }

  /**
   * The outputs of a graph. Where ONNX Runtime's own inference leaves a side open, the graph runs
   * on a black image.
   */
  public static Map<String, Output> outputs(
      OrtEnvironment environment, OrtSession session, String input, long[] sides)
      throws OrtException {
    Map<String, Output> found = new LinkedHashMap<>();
    for (NodeInfo output : session.getOutputInfo().values()) {
      found.put(output.getName(), output(output.getInfo()));
    }
    Set<String> open = new LinkedHashSet<>();
    found.forEach(
        (name, output) -> {
          if (Arrays.stream(output.sides()).anyMatch(side -> side < 0)) {
            open.add(name);
          }
        });
    if (!open.isEmpty()) {
      found.putAll(run(environment, session, input, sides, open));
    }
    return found;
  }

  /** Runs a graph on a black image. */
  public static Map<String, Output> run(
      OrtEnvironment environment,
      OrtSession session,
      String input,
      long[] sides,
      Set<String> outputs)
      throws OrtException {
    long floats = Arrays.stream(sides).reduce(1, Math::multiplyExact);
    ByteBuffer black =
        ByteBuffer.allocateDirect(Math.toIntExact(Math.multiplyExact(floats, Float.BYTES)))
            .order(ByteOrder.nativeOrder());
    Map<String, Output> found = new LinkedHashMap<>();
    try (OnnxTensor image = OnnxTensor.createTensor(environment, black.asFloatBuffer(), sides);
        OrtSession.Result result = session.run(Map.of(input, image), outputs)) {
      for (Map.Entry<String, OnnxValue> output : result) {
        found.put(output.getKey(), output(output.getValue().getInfo()));
      }
    }
    return found;
  }

  private static Output output(ValueInfo info) {
    return info instanceof TensorInfo tensor
        ? new Output(tensor.type == OnnxJavaType.FLOAT, tensor.getShape())
        : new Output(false, new long[0]);
  }
}
