package org.mekiki.app.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.mekiki.bench.Measurement;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.Terminal;

/**
 * What has been measured over the broker so far, and how long the bench waits for something.
 *
 * @param terminal for messages, and whether to stop
 * @param backboneMillis one pass on one thread, in this run
 */
record BenchFigures(
    Terminal terminal,
    int threads,
    double backboneMillis,
    List<Measurement> measurements,
    List<String> facts) {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  BenchFigures(Terminal terminal, int threads, double backboneMillis) {
    this(terminal, threads, backboneMillis, new ArrayList<>(), new ArrayList<>());
  }

  void add(String stage, double millis) {
    measurements.add(new Measurement(stage, threads, millis, millis / backboneMillis));
  }

  static double millisSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  /**
   * How long the JIT compiler's threads have been at work so far, waiting for a processor included;
   * 0 on a JVM that doesn't tell.
   */
  static long compilerMillis() {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    return compiler != null && compiler.isCompilationTimeMonitoringSupported()
        ? compiler.getTotalCompilationTime()
        : 0;
  }

  static long deadline() {
    return System.nanoTime() + PATIENCE.toNanos();
  }

  void failIfOver(long deadline, String what) {
    if (terminal.lifecycle().isStopping()) {
      throw CommandException.failed("stopped before the end");
    }
    if (System.nanoTime() > deadline) {
      throw CommandException.failed(
          what + " within " + PATIENCE.toSeconds() + " s; the log says why");
    }
  }
}
