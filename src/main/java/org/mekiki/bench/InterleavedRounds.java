package org.mekiki.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/**
 * Times stages in turn, round after round, so that whatever else the machine does, and whatever its
 * clock speed is, hits all of them alike. The first stage is the one that ratios refer to.
 *
 * <p>In a round each stage runs for its share of time, at least once; its figure is the median of
 * the rounds' means, its ratio the median of the rounds' ratios, not the ratio of the medians:
 * drift between rounds cancels.
 */
public final class InterleavedRounds implements AutoCloseable {
  private final Duration slot;
  private final LongSupplier nanoTime;
  private final ExecutorService threads = Executors.newCachedThreadPool(InterleavedRounds::daemon);

  /**
   * @param slot how long one stage runs in a round, above 0
   */
  public InterleavedRounds(Duration slot) {
    this(slot, System::nanoTime);
  }

  InterleavedRounds(Duration slot, LongSupplier nanoTime) {
    if (slot.isNegative() || slot.isZero()) {
      throw new IllegalArgumentException("slot " + slot + " is not legal: it must be above 0");
    }
    this.slot = slot;
    this.nanoTime = nanoTime;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "mekiki-bench");
    thread.setDaemon(true);
    return thread;
  }

  /** Runs each stage for so many slots and forgets the times: the JIT compiler's turn. */
  public void warmUp(List<Stage> stages, int slots) throws InterruptedException {
    for (Stage stage : stages) {
      for (int i = 0; i < slots; i++) {
        millis(stage);
      }
    }
  }

  /**
   * Times the stages.
   *
   * @param stages at least one; the first is the backbone on one thread
   * @param rounds at least 1; an odd number has a true median
   * @return one figure a stage, in their order
   */
  public List<Measurement> measure(List<Stage> stages, int rounds) throws InterruptedException {
    if (stages.isEmpty() || rounds < 1) {
      throw new IllegalArgumentException(
          stages.size() + " stages in " + rounds + " rounds: at least 1 each is legal");
    }
    double[][] millis = new double[stages.size()][rounds];
    double[][] ratios = new double[stages.size()][rounds];
    for (int r = 0; r < rounds; r++) {
      for (int s = 0; s < millis.length; s++) {
        millis[s][r] = millis(stages.get(s));
        ratios[s][r] = millis[s][r] / millis[0][r];
      }
    }
    List<Measurement> measurements = new ArrayList<>();
    for (int s = 0; s < millis.length; s++) {
      Stage stage = stages.get(s);
      measurements.add(
          new Measurement(stage.name(), stage.threads(), median(millis[s]), median(ratios[s])));
    }
    return measurements;
  }

  /** Mean time for one, of all threads together. */
  private double millis(Stage stage) throws InterruptedException {
    long start = nanoTime.getAsLong();
    long end = start + slot.toNanos();
    long times;
    if (stage.threads() == 1) {
      times = repeat(stage.once(), end);
    } else {
      times = together(stage, end);
    }
    return (nanoTime.getAsLong() - start) / 1e6 / times;
  }

  private long repeat(Runnable once, long end) {
    long times = 0;
    do {
      once.run();
      times++;
    } while (nanoTime.getAsLong() - end < 0);
    return times;
  }

  private long together(Stage stage, long end) throws InterruptedException {
    List<Callable<Long>> workers = new ArrayList<>();
    for (int i = 0; i < stage.threads(); i++) {
      workers.add(() -> repeat(stage.once(), end));
    }
    long times = 0;
    for (Future<Long> worker : threads.invokeAll(workers)) {
      try {
        times += worker.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("stage '" + stage.name() + "' failed", e.getCause());
      }
    }
    return times;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
