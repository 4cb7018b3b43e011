package org.mekiki.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.mekiki.onnx.graph.GraphCost;
import org.mekiki.onnx.graph.GraphSession;
import org.mekiki.onnx.graph.GraphTrial;
import org.mekiki.onnx.graph.OnnxGraph;
import org.mekiki.onnx.graph.ShapeInference;
import org.mekiki.onnx.network.OnnxException;

/**
 * Does with hostile graphs what a {@link GraphTrialMain} does, one after the other, and prints a
 * line for each: its number, and what came of it. It ends itself where a trial would be ended: over
 * 2 s, or over its memory. A process of its own, so that a crash is an outcome, too.
 *
 * <p>Argument: number of the first.
 */
final class HostileGraphsMain {
  /** Printed before it ends itself. */
  static final String TOO_MUCH = "takes too much";

  private static final long MOST_NANOS = 2_000_000_000L;
  private static final long MOST_KILOBYTES = 800 << 10;
  private static final long[] SIDES = {1, 3, 8, 8};

  private HostileGraphsMain() {}

  public static void main(String[] args) throws IOException {
    PrintStream lines = new PrintStream(System.out, true);
    int first = Integer.parseInt(args[0]);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    AtomicLong begun = new AtomicLong(processorNanos());
    watch(begun, lines);
    int number = 0;
    begun.set(processorNanos());
    for (Map.Entry<String, byte[]> graph : HostileGraphs.all().entrySet()) {
      if (number >= first) {
        begun.set(processorNanos());
        lines.println(number + " " + outcome(environment, graph.getValue()));
      }
      number++;
    }
    lines.println("end");
    Runtime.getRuntime().halt(0);
  }

  private static String outcome(OrtEnvironment environment, byte[] file) {
    try {
      OnnxGraph graph = OnnxGraph.parse(file, "net.onnx");
      graph.requireAllowed();
      Map<String, GraphSession.Output> outputs;
      try (OrtSession.SessionOptions options = GraphSession.plain();
          OrtSession session =
              environment.createSession(GraphTrial.withAllOutputs(graph), options)) {
        outputs = GraphSession.outputs(environment, session, "image", SIDES);
      }
      GraphCost.macsUpTo(graph, ShapeInference.named(graph, graph.tensorNames(), outputs));
      try (OrtSession.SessionOptions options = GraphSession.plain()) {
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        try (OrtSession session = environment.createSession(graph.bytes(), options)) {
          GraphSession.run(environment, session, "image", SIDES, session.getOutputNames());
        }
      }
      return "runs";
    } catch (OnnxException e) {
      return "refused";
    } catch (OrtException e) {
      return "refused by ONNX Runtime";
    } catch (RuntimeException | OutOfMemoryError e) {
      return "undocumented: " + e;
    }
  }

  /**
   * Says that it ends before it does: while a graph is loaded, the end of the process can crash,
   * because the libraries' own data goes first, and then its exit code says nothing.
   */
  private static void watch(AtomicLong begun, PrintStream lines) {
    Thread watcher =
        new Thread(
            () -> {
              while (processorNanos() - begun.get() <= MOST_NANOS
                  && residentKilobytes() <= MOST_KILOBYTES) {
                try {
                  Thread.sleep(5);
                } catch (InterruptedException e) {
                  return;
                }
              }
              lines.println(TOO_MUCH);
              Runtime.getRuntime().halt(0);
            });
    watcher.setDaemon(true);
    watcher.start();
  }

  /** The machine may be busy with something else. */
  private static long processorNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long residentKilobytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      return 0;
    }
  }
}
