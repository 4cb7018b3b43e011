package org.mekiki.image;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mekiki.image.file.ImageException;
import org.mekiki.image.file.ImageLimits;

/** Decodes files within the service's default limits; a line for each: what came of it. */
final class DecodeFiles {
  static final ImageLimits LIMITS = new ImageLimits(50_000_000, 64L << 20);
  private static final long MOST_SECONDS = 2;
  private static final long SPARE_BYTES = 300L << 20;

  private DecodeFiles() {}

  public static void main(String[] files) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    ImageDecoder decoder = new ImageDecoder(LIMITS);
    decoder.decode(ImageWriter.jpeg(Samples.colour(8, 8), 90));
    long before = DecodingProcess.peakResidentBytes();
    for (String file : files) {
      byte[] bytes = Files.readAllBytes(Path.of(file));
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      String outcome;
      try {
        outcome = decoder.decode(bytes).toString();
      } catch (ImageException e) {
        outcome = e.getMessage();
      }
      long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
      long grown = DecodingProcess.peakResidentBytes() - before;
      if (took > MOST_SECONDS * 1_000_000_000) {
        outcome += " after " + took / 1_000_000 + " ms";
      }
      if (grown > LIMITS.maxDecodingBytes() + SPARE_BYTES) {
        outcome += " with " + grown + " bytes";
      }
      out.println(Path.of(file).getFileName() + ": " + outcome);
    }
  }
}
