package org.mekiki.image;

import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.mekiki.image.file.ImageException;
import org.mekiki.image.file.ImageLimits;

/**
 * Decodes damaged pictures in a process of its own, so that a crash, a hang and too much memory are
 * outcomes. Before each picture its number goes to a mapped file: it outlives the process.
 *
 * <p>Arguments: folder, seed, first number, number after the last, minutes at most, most pixels. On
 * standard output a line for each outcome with its count, {@code PEAK} bytes, and a line for each
 * picture that did something that is not documented: its number and what.
 */
final class DecodingProcess {
  static final String PROGRESS = "progress";
  private static final long SLOW_NANOS = 2_000_000_000L;
  private static final int MOST_BYTES = 1_000_000;

  private DecodingProcess() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    long first = Long.parseLong(arguments[2]);
    long end = Long.parseLong(arguments[3]);
    long minutes = Long.parseLong(arguments[4]);
    ImageDecoder decoder =
        new ImageDecoder(new ImageLimits(Long.parseLong(arguments[5]), MOST_BYTES));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    List<byte[]> seeds = PictureSeeds.all();
    decoder.decode(seeds.get(0));
    long before = peakResidentBytes();
    long stop = System.nanoTime() + minutes * 60_000_000_000L;
    Map<String, Long> counts = new TreeMap<>();
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve(PROGRESS).toFile(), "rw")) {
      MappedByteBuffer progress = file.getChannel().map(MapMode.READ_WRITE, 0, Long.BYTES);
      for (long number = first; number < end && System.nanoTime() < stop; number++) {
        progress.putLong(0, number);
        byte[] picture = picture(seeds, seed, number);
        String outcome = outcome(decoder, picture, number);
        if (outcome.startsWith("!")) {
          Files.write(folder.resolve("picture-" + number), picture);
          out.println(outcome);
        }
        counts.merge(outcome.startsWith("!") ? "undocumented" : outcome, 1L, Long::sum);
      }
      progress.putLong(0, Long.MAX_VALUE);
    }
    counts.forEach((outcome, count) -> out.println(outcome + " " + count));
    out.println("PEAK " + (peakResidentBytes() - before));
    out.flush();
  }

  /** The picture with this number, the same in every process. */
  static byte[] picture(List<byte[]> seeds, long seed, long number) {
    Random random = new Random(seed * 1_000_003 + number);
    byte[] from = seeds.get((int) (number % seeds.size()));
    return new PictureMutations(random.nextLong()).damage(from);
  }

  /** One word, or what is not documented behind an exclamation mark. */
  private static String outcome(ImageDecoder decoder, byte[] picture, long number) {
    int side = number / 7 % 2 == 0 ? 4 : Integer.MAX_VALUE;
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    String outcome;
    try {
      decoder.decode(picture, side, side);
      outcome = "decoded";
    } catch (ImageException e) {
      outcome = e.reason().name().toLowerCase(Locale.ROOT);
    } catch (Throwable e) {
      return "! " + number + " " + e + " at " + Arrays.asList(e.getStackTrace());
    }
    long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    return took < SLOW_NANOS ? outcome : "! " + number + " took " + took / 1_000_000 + " ms";
  }

  static long peakResidentBytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .sum();
  }
}
