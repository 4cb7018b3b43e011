package org.mekiki.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this process is, and what memory it takes in all: the heap is the smaller part of it. */
public final class ProcessMeters {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT_LINE = "VmRSS:";
  private static final int BYTES_PER_KB = 1024;

  private ProcessMeters() {}

  /**
   * Registers them.
   *
   * @param service {@code score}, {@code train} or {@code demo}
   */
  public static void bind(MeterRegistry registry, String service, String version, String backbone) {
    Metric.BUILD_INFO
        .gauge(() -> 1)
        .tags("service", service, "version", version, "backbone", backbone)
        .register(registry);
    Metric.RESIDENT.gauge(() -> resident(STATUS)).register(registry);
    OtlpMetrics.failures(registry);
  }

  /** Bytes from a line such as {@code VmRSS: 123456 kB}; NaN where there is none. */
  static double resident(Path status) {
    try (Stream<String> lines = Files.lines(status, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith(RESIDENT_LINE))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * BYTES_PER_KB)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
