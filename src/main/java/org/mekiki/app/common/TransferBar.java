package org.mekiki.app.common;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.mekiki.download.TransferProgress;
import org.mekiki.terminal.Terminal;

/**
 * How much of a file is here: a bar in MB with rate and time left where a person watches, otherwise
 * a line for every tenth part.
 */
public final class TransferBar implements TransferProgress, AutoCloseable {
  private static final long MEGABYTE = 1_000_000;
  private static final int PARTS = 10;

  private final Terminal terminal;
  private final String task;
  private ProgressBar bar;
  private long total;
  private long partsTold;

  /**
   * Waits for the size.
   *
   * @param task what is done, e.g. {@code unpacking a.zip}
   */
  public TransferBar(Terminal terminal, String task) {
    this.terminal = terminal;
    this.task = task;
  }

  @Override
  public void begin(long newTotal) {
    close();
    total = newTotal;
    partsTold = 0;
    if (terminal.interactive()) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(total)
              .setUnit(" MB", MEGABYTE)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setUpdateIntervalMillis(200)
              .showSpeed()
              .build();
    }
  }

  @Override
  public void at(long bytes) {
    if (bar != null) {
      bar.stepTo(bytes);
    } else if (total > 0 && (double) bytes / total * PARTS >= partsTold + 1) {
      partsTold = (long) ((double) bytes / total * PARTS);
      terminal.tell(
          "%s: %.1f of %.1f MB", task, (double) bytes / MEGABYTE, (double) total / MEGABYTE);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
