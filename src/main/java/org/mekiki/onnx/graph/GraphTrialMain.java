package org.mekiki.onnx.graph;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.mekiki.text.Text;

/**
 * The other process of a {@link GraphTrial}. In its folder it finds {@code graph.onnx}, the graph,
 * and {@code tensors.onnx}, the same with all its tensors as outputs. It leaves {@link #STARTED}
 * when ONNX Runtime is there, and then {@link #RESULT}: an empty text and the outputs, or what ONNX
 * Runtime says against the graph.
 *
 * <p>Arguments: the folder, the input's name, its channels, rows and columns.
 */
final class GraphTrialMain {
  static final String GRAPH = "graph.onnx";
  static final String TENSORS = "tensors.onnx";
  static final String STARTED = "started";
  static final String RESULT = "result";

  /** Exit code if the folder's files can't be written: a disk that is full, say. */
  static final int NO_FILE = 3;

  private static final int LONGEST_MESSAGE = 10_000;

  private GraphTrialMain() {}

  public static void main(String[] args) {
    try {
      run(args);
    } catch (IOException e) {
      Thread self = Thread.currentThread();
      self.getUncaughtExceptionHandler().uncaughtException(self, e); // which prints it
      Runtime.getRuntime().halt(NO_FILE);
    }
    Runtime.getRuntime().halt(0); // what ONNX Runtime would free is the system's to free
  }

  private static void run(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    String input = args[1];
    long[] sides = {1, Long.parseLong(args[2]), Long.parseLong(args[3]), Long.parseLong(args[4])};
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Files.createFile(folder.resolve(STARTED));
    Path part = folder.resolve(RESULT + ".part");
    try (DataOutputStream result = new DataOutputStream(Files.newOutputStream(part))) {
      try {
        Map<String, GraphSession.Output> outputs = tryOut(environment, folder, input, sides);
        result.writeUTF("");
        result.writeInt(outputs.size());
        for (Map.Entry<String, GraphSession.Output> output : outputs.entrySet()) {
          result.writeUTF(output.getKey());
          result.writeBoolean(output.getValue().floats());
          result.writeInt(output.getValue().sides().length);
          for (long side : output.getValue().sides()) {
            result.writeLong(side);
          }
        }
      } catch (OrtException e) {
        String message = String.valueOf(e.getMessage());
        result.writeUTF(Text.cut(message, LONGEST_MESSAGE));
      }
    }
    Files.move(part, folder.resolve(RESULT), StandardCopyOption.ATOMIC_MOVE);
  }

  private static Map<String, GraphSession.Output> tryOut(
      OrtEnvironment environment, Path folder, String input, long[] sides) throws OrtException {
    Map<String, GraphSession.Output> outputs;
    try (OrtSession.SessionOptions options = GraphSession.plain();
        OrtSession session =
            environment.createSession(folder.resolve(TENSORS).toString(), options)) {
      outputs = GraphSession.outputs(environment, session, input, sides);
    }
    try (OrtSession.SessionOptions options = GraphSession.plain()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      try (OrtSession session =
          environment.createSession(folder.resolve(GRAPH).toString(), options)) {
        GraphSession.run(environment, session, input, sides, session.getOutputNames());
      }
    }
    return outputs;
  }
}
