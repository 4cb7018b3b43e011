package org.mekiki;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of damaged input: each has one outcome, took little memory, and nothing else happened.
 * The counts are left in {@code target/fuzz}.
 */
public final class Outcomes {
  private static final Path FOLDER = Path.of("target", "fuzz");

  /** Tries one input and names what came of it; throws what is not valid. */
  @FunctionalInterface
  public interface Attempt {
    String outcome() throws Exception;
  }

  private final String name;
  private final long maxBytesEach;
  private final Map<String, Integer> counts = new TreeMap<>();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final long start = System.nanoTime();
  private long mostBytes;

  /**
   * @param name of the counts' file
   * @param maxBytesEach that one attempt may take on the heap, whatever it gives back
   */
  public Outcomes(String name, long maxBytesEach) {
    this.name = name;
    this.maxBytesEach = maxBytesEach;
  }

  /** Tries the input with this number. */
  public void attempt(int number, Attempt attempt) {
    long before = threads.getCurrentThreadAllocatedBytes();
    String outcome;
    try {
      outcome = attempt.outcome();
    } catch (Throwable e) {
      throw new AssertionError(name + " " + number + " has no valid outcome: " + e, e);
    }
    long took = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(took)
        .as("bytes that %s %d took (%s)", name, number, outcome)
        .isLessThan(maxBytesEach);
    mostBytes = Math.max(mostBytes, took);
    counts.merge(outcome, 1, Integer::sum);
  }

  /** How often this was the outcome. */
  public int count(String outcome) {
    return counts.getOrDefault(outcome, 0);
  }

  /** Writes the counts, and checks that so many were tried with at least so many outcomes. */
  public void end(int attempts, int kinds) throws IOException {
    int tried = counts.values().stream().mapToInt(Integer::intValue).sum();
    Files.createDirectories(FOLDER);
    Files.writeString(
        FOLDER.resolve(name + ".txt"),
        String.format(
            Locale.ROOT,
            "%s: %d inputs in %.1f s, at most %d bytes of heap each: %s%n",
            name,
            tried,
            (System.nanoTime() - start) / 1e9,
            mostBytes,
            counts));
    assertThat(tried).isEqualTo(attempts);
    assertThat(counts).as("damage is of many kinds").hasSizeGreaterThanOrEqualTo(kinds);
  }
}
