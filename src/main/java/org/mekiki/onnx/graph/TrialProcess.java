package org.mekiki.onnx.graph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.text.Text;

/**
 * A process that tries a graph, watched: it may take some processor time and some memory and is
 * then ended. It gets nothing of this process's environment, and the kernel takes it first where
 * memory is short.
 *
 * <p>Memory is looked at where there is a {@code /proc}, that is on Linux.
 */
final class TrialProcess {
  private static final Path PROC = Path.of("/proc");
  private static final int PAUSE_MILLIS = 5;
  private static final String CAUSE = "Caused by: ";

  /**
   * Times as long as its processor time a trial may take on a busy machine: it may also stand
   * still.
   */
  private static final int MOST_WAITING = 60;

  /** For a machine that does other things; processor time is what counts. */
  private static final Duration LONGEST_START = Duration.ofMinutes(2);

  /**
   * What a trial may take.
   *
   * @param processor time for it after it started; twice what the start took, if that is more:
   *     there are slow machines
   * @param bytes resident
   */
  record Limits(Duration processor, long bytes) {
    private static final long LEAST_MILLIS = 2_000;
    private static final long FILE_BYTES_A_SECOND = 16L << 20;
    private static final long PIXELS_A_SECOND = 512 * 512;
    private static final long LEAST_BYTES = 512L << 20;
    private static final long BYTES_A_PIXEL = 4 << 10;

    /** For a file of this many bytes and an image of this shape. */
    static Limits of(long fileBytes, ImageShape image) {
      long pixels = (long) image.height() * image.width();
      long millis =
          LEAST_MILLIS
              + 1_000 * (fileBytes / FILE_BYTES_A_SECOND)
              + 1_000 * (pixels / PIXELS_A_SECOND);
      return new Limits(
          Duration.ofMillis(millis), LEAST_BYTES + 8 * fileBytes + BYTES_A_PIXEL * pixels);
    }
  }

  private final List<String> command;
  private final Path folder;
  private final Limits limits;

  TrialProcess(List<String> command, Path folder, Limits limits) {
    this.command = command;
    this.folder = folder;
    this.limits = limits;
  }

  /**
   * Runs it to its end.
   *
   * @throws OnnxException if it crashed, or took more than it may
   * @throws IOException if it can't be started, or had no graph in hand when it ended: that is not
   *     the graph's fault
   */
  void run() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    String libraries = System.getenv("LD_LIBRARY_PATH");
    builder.environment().clear();
    if (libraries != null) {
      builder.environment().put("LD_LIBRARY_PATH", libraries);
    }
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(folder.resolve("errors").toFile());
    Process process = builder.start();
    try {
      letTheKernelTakeItFirst(process);
      process.getOutputStream().close();
      watch(process);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OnnxException("interrupted while a graph was tried", e);
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() == GraphTrialMain.NO_FILE
        || !Files.exists(folder.resolve(GraphTrialMain.STARTED))) {
      throw new IOException(
          Text.of("it ended with exit code %d%s", process.exitValue(), firstError()));
    }
    if (process.exitValue() != 0 || !Files.exists(folder.resolve(GraphTrialMain.RESULT))) {
      throw new OnnxException(
          Text.of(
              "this graph ended the process that tried it (exit code %d%s): it is damaged or made"
                  + " to do harm, and is not loaded",
              process.exitValue(), firstError()));
    }
  }

  private void watch(Process process) throws InterruptedException {
    long start = System.nanoTime();
    Path started = folder.resolve(GraphTrialMain.STARTED);
    Duration before = null;
    while (!process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
      Duration taken = process.info().totalCpuDuration().orElse(Duration.ZERO);
      Duration wall = Duration.ofNanos(System.nanoTime() - start);
      if (before == null && Files.exists(started)) {
        before = taken;
        start = System.nanoTime();
      } else if (before == null) {
        require(
            wall.compareTo(LONGEST_START) < 0, process, "did not start within " + seconds(wall));
      } else {
        Duration most = max(limits.processor(), before.multipliedBy(2));
        boolean inTime =
            taken.minus(before).compareTo(most) <= 0
                && wall.compareTo(most.multipliedBy(MOST_WAITING)) <= 0;
        require(inTime, process, "takes more than " + seconds(most) + " to load and to run");
      }
      long bytes = residentBytes(process);
      if (bytes > limits.bytes()) {
        throw ended(process, Text.of("takes more than %,d MB of memory", limits.bytes() >> 20));
      }
    }
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private static void require(boolean holds, Process process, String otherwise)
      throws InterruptedException {
    if (!holds) {
      throw ended(process, otherwise);
    }
  }

  private static String seconds(Duration time) {
    return Text.of("%.1f s", time.toMillis() / 1e3);
  }

  private static OnnxException ended(Process process, String why) throws InterruptedException {
    process.destroyForcibly().waitFor();
    return new OnnxException(
        "tried in a process of its own, this graph "
            + why
            + ": it is not loaded. Networks of its size take far less");
  }

  private static void letTheKernelTakeItFirst(Process process) {
    try {
      Files.writeString(PROC.resolve(process.pid() + "/oom_score_adj"), "1000");
    } catch (IOException e) {
      // Not on Linux, or it has ended already: nothing depends on it.
    }
  }

  private static long residentBytes(Process process) {
    try {
      return Files.readAllLines(PROC.resolve(process.pid() + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0; // not on Linux, or it has ended
    }
  }

  private String firstError() throws IOException {
    List<String> lines =
        Files.readAllLines(folder.resolve("errors")).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("WARNING"))
            .toList();
    // The last cause says most, where there are causes.
    return lines.stream()
        .filter(line -> line.startsWith(CAUSE))
        .reduce((first, second) -> second)
        .map(line -> line.substring(CAUSE.length()))
        .or(() -> lines.stream().findFirst())
        .map(line -> ": " + line)
        .orElse("");
  }
}
