package org.mekiki.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
 *
 * <p>Of several threads each is timed by itself, from the common start to the end of its own last
 * run, and their rates are added up. Timed together they would be charged for the end of the slot,
 * where the one in the middle of its last run works and the others have nothing to do. That run has
 * the machine to itself, so such a stage gets a slot for each thread, to make its share small.
 */
public final class InterleavedRounds implements AutoCloseable {
  private static final double NANOS_PER_MILLI = 1e6;

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
      throw new IllegalArgumentException("slot " + slot + " is not valid: it must be above 0");
    }
    this.slot = slot;
    this.nanoTime = nanoTime;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "mekiki-bench");
    thread.setDaemon(true);
    return thread;
  }

  /** Runs each stage for this number of slots and forgets the times: the JIT compiler's turn. */
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
          stages.size() + " stages in " + rounds + " rounds: at least 1 each is valid");
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
    if (Thread.interrupted()) {
      throw new InterruptedException("stopped before stage '" + stage.name() + "'");
    }
    long start = nanoTime.getAsLong();
    if (stage.threads() == 1) {
      return 1 / perMilli(stage.once(), start, slot);
    }
    return 1 / together(stage, start, slot.multipliedBy(stage.threads()));
  }

  /** What this thread does in a millisecond, counted from the start of the slot. */
  private double perMilli(Runnable once, long start, Duration time) {
    long end = start + time.toNanos();
    long times = 0;
    long now;
    do {
      once.run();
      times++;
      now = nanoTime.getAsLong();
    } while (now - end < 0);
    return times * NANOS_PER_MILLI / (now - start);
  }

  private double together(Stage stage, long start, Duration time) throws InterruptedException {
    // They begin together: otherwise one thread might do the work of two, one after the other.
    CountDownLatch all = new CountDownLatch(stage.threads());
    List<Callable<Double>> workers = new ArrayList<>();
    for (int i = 0; i < stage.threads(); i++) {
      workers.add(
          () -> {
            all.countDown();
            all.await();
            return perMilli(stage.once(), start, time);
          });
    }
    double perMilli = 0;
    for (Future<Double> worker : threads.invokeAll(workers)) {
      try {
        perMilli += worker.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("stage '" + stage.name() + "' failed", e.getCause());
      }
    }
    return perMilli;
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
