package org.mekiki.onnx.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnxruntime.OrtEnvironment;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.onnx.network.OnnxProtos;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.text.FileFault;
import org.mekiki.text.Sha256;
import org.mekiki.text.Text;

/**
 * Tries a graph from outside in a process of its own, before ONNX Runtime loads it in this one.
 * ONNX Runtime is native code that computes a graph's constants while it loads it: a graph that
 * ends the process, takes all memory or never comes to an end must do so elsewhere.
 *
 * <p>The other process loads the graph as this one will, runs it on a black image, and tells the
 * shapes of its tensors. {@link TrialProcess} watches it. A graph that has been tried is not tried
 * again while this process lives.
 */
public final class GraphTrial {
  private static final int REMEMBERED = 64;

  /** ONNX Runtime's native libraries, which the other process unpacks for itself. */
  private static final long LIBRARY_BYTES = 25L << 20;

  /** Shapes by the SHA-256 of the graph's bytes. */
  private static final Map<String, List<TensorShape>> TRIED =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, List<TensorShape>> eldest) {
              return size() > REMEMBERED;
            }
          });

  private GraphTrial() {}

  /**
   * The shapes of all a graph's tensors, constants left out.
   *
   * @param graph whose input has no open side
   * @throws OnnxException if {@link GraphCheck} or ONNX Runtime refuses the graph, or the trial did
   *     not end well
   */
  static List<TensorShape> tensors(OnnxGraph graph, ImageShape image) {
    byte[] bytes = graph.bytes();
    String sha256 = Sha256.hex(bytes);
    List<TensorShape> known = TRIED.get(sha256);
    if (known == null) {
      graph.requireAllowed();
      known = run(graph, bytes, image);
      TRIED.put(sha256, known);
    }
    return known;
  }

  /** Starts the process, whatever is in the graph. */
  static List<TensorShape> run(OnnxGraph graph, byte[] bytes, ImageShape image) {
    try {
      Path folder = Files.createTempDirectory("mekiki-trial-");
      try {
        Files.write(folder.resolve(GraphTrialMain.GRAPH), bytes);
        Files.write(folder.resolve(GraphTrialMain.TENSORS), withAllOutputs(graph));
        TrialProcess.Limits limits = TrialProcess.Limits.of(bytes.length, image);
        new TrialProcess(command(folder, graph.inputName(), image), folder, limits).run();
        return ShapeInference.named(graph, graph.tensorNames(), read(folder, image));
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new OnnxException(
          Text.of(
              "the graph can't be tried in a process of its own: %s; that takes %d MB of %s, which"
                  + " must not be mounted noexec: make room there, or name another folder by"
                  + " -Djava.io.tmpdir",
              why(e),
              (LIBRARY_BYTES + 2L * bytes.length) >> 20,
              System.getProperty("java.io.tmpdir")),
          e);
    }
  }

  /** The graph's file with all its tensors as outputs. */
  public static byte[] withAllOutputs(OnnxGraph graph) {
    GraphProto.Builder widened = graph.model().getGraph().toBuilder().clearOutput();
    graph.tensorNames().forEach(name -> widened.addOutput(OnnxProtos.untyped(name)));
    return graph.model().toBuilder().setGraph(widened).build().toByteArray();
  }

  private static Map<String, GraphSession.Output> read(Path folder, ImageShape image)
      throws IOException {
    try (DataInputStream result =
        new DataInputStream(Files.newInputStream(folder.resolve(GraphTrialMain.RESULT)))) {
      String refusal = result.readUTF();
      if (!refusal.isEmpty()) {
        throw ShapeInference.refused(image, refusal, null);
      }
      Map<String, GraphSession.Output> outputs = new LinkedHashMap<>();
      for (int count = result.readInt(); count > 0; count--) {
        String name = result.readUTF();
        boolean floats = result.readBoolean();
        long[] sides = new long[result.readInt()];
        for (int i = 0; i < sides.length; i++) {
          sides[i] = result.readLong();
        }
        outputs.put(name, new GraphSession.Output(floats, sides));
      }
      return outputs;
    }
  }

  static List<String> command(Path folder, String input, ImageShape image) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + (64 + 16L * image.height() * image.width() / 1_000_000) + "m");
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    command.addAll(List.of("-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=" + folder + "/error.log"));
    command.addAll(List.of("-Dfile.encoding=UTF-8", "-Djava.io.tmpdir=" + folder));
    String classPath = placeOf(GraphTrialMain.class) + File.pathSeparator;
    command.addAll(List.of("-cp", classPath + placeOf(OrtEnvironment.class)));
    command.addAll(List.of(GraphTrialMain.class.getName(), folder.toString(), input));
    for (int side : new int[] {image.channels(), image.height(), image.width()}) {
      command.add(Integer.toString(side));
    }
    return command;
  }

  private static String placeOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(type + " lies in no file", e);
    }
  }

  private static String why(IOException e) {
    return e instanceof FileSystemException file && file.getFile() != null
        ? file.getFile() + ": " + FileFault.unwritten(e)
        : String.valueOf(e.getMessage());
  }

  /** With the native library that the other process unpacked there. */
  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
