package org.mekiki.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mekiki.image.file.ImageLimits;

/**
 * Pictures whose structure was damaged, decoded in processes of their own: none ends one, hangs,
 * takes more memory than allowed, or throws anything but an {@link ImageException}. {@code -Pfuzz}
 * runs it for an hour; what did harm is left in {@code target/fuzz}.
 */
class PictureFuzzTest {
  private static final long SEED = Long.getLong("mekiki.fuzz.seed", 1);
  private static final long MINUTES = Long.getLong("mekiki.fuzz.minutes", 0);
  private static final long SPARE_BYTES = 300L << 20;

  /** Long: the machine may be busy. What takes long by itself is told by its processor time. */
  private static final int HANG_SECONDS = 120;

  @Test
  @Timeout(value = 150, unit = TimeUnit.MINUTES)
  void noDamagedPictureDoesHarm() throws Exception {
    fuzz("small", 30_000, 1_000_000);
  }

  @Test
  @Timeout(value = 150, unit = TimeUnit.MINUTES)
  void noDamagedPictureDoesHarmWhereLargePicturesAreAllowed() throws Exception {
    fuzz("large", 3_000, 50_000_000);
  }

  private static void fuzz(String name, long inputs, long pixels) throws Exception {
    Path folder = Files.createDirectories(Path.of("target", "fuzz", "pictures-" + name));
    long end = MINUTES > 0 ? Long.MAX_VALUE - 1 : inputs;
    long stop = System.nanoTime() + TimeUnit.MINUTES.toNanos(Math.max(MINUTES / 2, 1));
    List<String> harm = new ArrayList<>();
    Map<String, Long> counts = new TreeMap<>();
    long next = 0;
    while (next < end && harm.size() < 20) {
      long left = stop - System.nanoTime();
      if (MINUTES > 0 && left <= 0) {
        break;
      }
      long minutes = MINUTES > 0 ? TimeUnit.NANOSECONDS.toMinutes(left) + 1 : 60;
      Run run = run(folder, next, end, minutes, pixels);
      run.lines.forEach(line -> read(line, harm, counts, pixels));
      if (run.last == Long.MAX_VALUE) {
        break;
      }
      byte[] picture = DecodingProcess.picture(PictureSeeds.all(), SEED, run.last);
      Files.write(folder.resolve("picture-" + run.last), picture);
      harm.add(run.last + (run.hung ? " hung" : " ended the process: " + run.exit));
      next = run.last + 1;
    }
    Files.writeString(folder.resolve("outcomes.txt"), counts + "\n" + harm + "\n");
    assertThat(harm).as("pictures of seed %d that did harm; see %s", SEED, folder).isEmpty();
    assertThat(counts).containsKeys("decoded", "unreadable", "truncated", "too_large");
  }

  private static void read(String line, List<String> harm, Map<String, Long> counts, long pixels) {
    int space = line.indexOf(' ');
    if (line.startsWith("! ")) {
      harm.add(line);
    } else if (space > 0 && line.substring(space + 1).matches("\\d+")) {
      long number = Long.parseLong(line.substring(space + 1));
      counts.merge(line.substring(0, space), number, Long::sum);
      long most = new ImageLimits(pixels, 1).maxDecodingBytes() + SPARE_BYTES;
      if (line.startsWith("PEAK") && number > most) {
        harm.add("memory of the process grew by " + number + " bytes, more than " + most);
      }
    }
  }

  /** What a process did. */
  private record Run(List<String> lines, long last, boolean hung, int exit) {}

  private static Run run(Path folder, long first, long end, long minutes, long pixels)
      throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + (pixels > 10_000_000 ? "512m" : "128m"),
                "-Djava.awt.headless=true",
                "-XX:+UseSerialGC",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + folder.resolve("crash-%p.log"),
                "-cp",
                System.getProperty("java.class.path"),
                DecodingProcess.class.getName(),
                folder.toString(),
                Long.toString(SEED),
                Long.toString(first),
                Long.toString(end),
                Long.toString(minutes),
                Long.toString(pixels))
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    boolean hung = false;
    try {
      long seen = -1;
      int since = 0;
      while (!process.waitFor(1, TimeUnit.SECONDS)) {
        long now = progress(folder);
        since = now == seen ? since + 1 : 0;
        seen = now;
        if (since > HANG_SECONDS) {
          hung = true;
          process.destroyForcibly().waitFor();
        }
      }
    } finally {
      process.destroyForcibly();
    }
    return new Run(Files.readAllLines(output), progress(folder), hung, process.exitValue());
  }

  private static long progress(Path folder) throws IOException {
    Path file = folder.resolve(DecodingProcess.PROGRESS);
    byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    return bytes.length < Long.BYTES ? 0 : ByteBuffer.wrap(bytes).getLong();
  }
}
