package org.mekiki.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What comes of graphs that were made to do harm. */
class HostileGraphsTest {
  private final List<String> names = new ArrayList<>(HostileGraphs.all().keySet());
  private final Map<String, List<String>> outcomes = new TreeMap<>();

  /** Each crash, and each that takes too much, costs a process: the next goes on behind it. */
  @Test
  void noneThatPassesTheCheckCrashesHangsOrFailsUndocumented() throws Exception {
    int next = 0;
    long start = System.nanoTime();
    while (next < names.size()) {
      next = run(next);
    }
    Files.createDirectories(Path.of("target", "fuzz"));
    StringBuilder counts = new StringBuilder();
    counts.append(names.size()).append(" graphs in ");
    counts.append((System.nanoTime() - start) / 1_000_000_000).append(" s\n");
    outcomes.forEach(
        (outcome, graphs) -> {
          counts.append(outcome).append(": ").append(graphs.size()).append('\n');
          if (!outcome.startsWith("r")) {
            counts.append("  ").append(graphs).append('\n');
          }
        });
    Files.writeString(Path.of("target", "fuzz", "hostile-graphs.txt"), counts);
    assertThat(names).hasSizeGreaterThan(200);
    assertThat(outcomes.keySet())
        .as(counts.toString())
        .isSubsetOf("runs", "refused", "refused by ONNX Runtime", "takes too much");
    assertThat(outcomes.get("takes too much"))
        .as("found by the process that tries them, not by the check")
        .hasSizeLessThan(12);
  }

  /** Runs from a graph on, to the end or to the one that ends the process; gives the next. */
  private int run(int first) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=target/fuzz/graphs-error.log",
            "-cp",
            System.getProperty("java.class.path"),
            HostileGraphsMain.class.getName(),
            Integer.toString(first));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    int next = first;
    boolean ended = false;
    try (BufferedReader lines =
        new BufferedReader(
            new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.matches("\\d+ .+")) {
          next = Integer.parseInt(line.substring(0, line.indexOf(' '))) + 1;
          note(line.substring(line.indexOf(' ') + 1), next - 1);
        } else if (line.equals("end")) {
          return names.size();
        } else if (line.equals(HostileGraphsMain.TOO_MUCH)) {
          ended = true;
        }
      }
    } finally {
      process.destroyForcibly();
    }
    int exit = process.waitFor();
    note(ended ? HostileGraphsMain.TOO_MUCH : "crashes with " + exit, next);
    return next + 1;
  }

  private void note(String outcome, int number) {
    outcomes.computeIfAbsent(outcome, o -> new ArrayList<>()).add(names.get(number));
  }
}
