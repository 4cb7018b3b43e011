package org.mekiki.app.bench;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mekiki.text.Text;

/** What this process takes of memory, for people. */
final class ProcessMemory {
  /** Where Linux tells; other systems don't have it. */
  private static final Path STATUS = Path.of("/proc/self/status");

  private static final double MEGABYTE = 1e6;

  private ProcessMemory() {}

  /**
   * A collection gives nothing back to the system from now on. What is timed after one would
   * otherwise pay for fresh memory a second time: up to a fifth of the processor's time in
   * teaching.
   */
  static void keepHeap() {
    try {
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .setVMOption("MaxHeapFreeRatio", "100");
    } catch (IllegalArgumentException | NullPointerException e) {
      // Not a JVM that has this option: nothing is kept, and times are a little longer.
    }
  }

  /** What of Java's heap is in use, garbage not counted. */
  static String afterCollection() {
    System.gc();
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return Text.of("%.0f MB of heap in use", heap.getUsed() / MEGABYTE);
  }

  /** Java's heap, and as far as the system tells, all of the process. */
  static List<String> lines() {
    List<String> lines = new ArrayList<>();
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    lines.add(
        Text.of(
            "heap %.0f MB in use, %.0f MB taken, at most %.0f MB",
            heap.getUsed() / MEGABYTE, heap.getCommitted() / MEGABYTE, heap.getMax() / MEGABYTE));
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmRSS") || line.startsWith("VmHWM")) {
          double megabytes = Long.parseLong(line.replaceAll("\\D", "")) * 1024 / MEGABYTE;
          String what = line.startsWith("VmRSS") ? "in memory" : "at most so far";
          lines.add(Text.of("process %.0f MB %s", megabytes, what));
        }
      }
    } catch (IOException e) {
      lines.add("process memory is not told by this system");
    }
    return lines;
  }
}
