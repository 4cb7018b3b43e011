package org.mekiki.terminal;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * How far a long job is: a bar where a person watches, otherwise a line for every tenth part, or
 * every half a minute where the end is not known, so that logs stay readable. Thread-safe.
 */
public final class Progress implements AutoCloseable {
  private static final int PARTS = 10;
  private static final long TELL_EVERY_NANOS = 30_000_000_000L;

  private final String task;
  private final long total;
  private final Terminal terminal;
  private final ProgressBar bar;
  private long done;
  private long partsTold;
  private long toldAt = System.nanoTime();

  /**
   * Begins at 0.
   *
   * @param task what is done, e.g. {@code teaching cam-1}
   * @param total steps until the end; -1 if nobody knows
   */
  public Progress(Terminal terminal, String task, long total) {
    this.task = task;
    this.total = total;
    this.terminal = terminal;
    this.bar = terminal.interactive() ? bar(task, total) : null;
  }

  private static ProgressBar bar(String task, long total) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(total)
        .setStyle(ProgressBarStyle.UNICODE_BLOCK)
        .setUpdateIntervalMillis(200)
        .showSpeed()
        .build();
  }

  public void step() {
    stepTo(-1);
  }

  /** Says how many steps are done by now. */
  public void to(long steps) {
    stepTo(steps);
  }

  private synchronized void stepTo(long steps) {
    done = steps < 0 ? done + 1 : steps;
    if (bar != null) {
      bar.stepTo(done);
    } else if (total > 0 && done * PARTS / total > partsTold) {
      partsTold = done * PARTS / total;
      terminal.tell("%s: %d of %d", task, done, total);
    } else if (total < 0 && System.nanoTime() - toldAt >= TELL_EVERY_NANOS) {
      toldAt = System.nanoTime();
      terminal.tell("%s: %d so far", task, done);
    }
  }

  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
