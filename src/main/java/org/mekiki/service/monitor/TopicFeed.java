package org.mekiki.service.monitor;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.mekiki.stream.models.ModelTopicException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic from its oldest record on, for the page, on a thread of its own. Where Kafka fails,
 * or anything else, it waits and begins anew; nothing else depends on it.
 */
final class TopicFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicFeed.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final String what;
  private final Supplier<Source> open;
  private final Duration firstPause;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;

  /** Why it failed last; the feed's thread only. */
  private String said = "";

  /** A topic that is being read. */
  interface Source extends AutoCloseable {
    /** Hands on what has come; waits a moment where nothing has. */
    void poll();

    @Override
    void close();
  }

  /**
   * Starts to read.
   *
   * @param what for messages, e.g. {@code alarms}
   * @param open begins at the oldest record; called again after a failure
   */
  TopicFeed(String what, Supplier<Source> open) {
    this(what, open, FIRST_PAUSE);
  }

  TopicFeed(String what, Supplier<Source> open, Duration firstPause) {
    this.what = what;
    this.open = open;
    this.firstPause = firstPause;
    this.thread = new Thread(this::run, "mekiki-page-" + what);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    Duration pause = firstPause;
    while (!isStopped(Duration.ZERO)) {
      try (Source source = open.get()) {
        while (!isStopped(Duration.ZERO)) {
          source.poll();
          pause = firstPause;
          said = "";
        }
      } catch (KafkaException | ModelTopicException e) {
        // Said once: a right that the page may do without is missing for good.
        if (!String.valueOf(e.getMessage()).equals(said)) {
          said = String.valueOf(e.getMessage());
          LOG.warn("the page has no {} at the moment: {}", what, said);
        }
        LOG.debug("reading {} failed", what, e);
      } catch (RuntimeException e) {
        // A page that has stopped to learn of alarms looks like a line without any.
        LOG.error("the page has no {} at the moment, of an unexpected failure", what, e);
      }
      if (isStopped(pause)) {
        return;
      }
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
  }

  private boolean isStopped(Duration within) {
    try {
      return stop.await(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  @Override
  public void close() throws InterruptedException {
    stop.countDown();
    thread.join(CLOSE_PATIENCE.toMillis());
  }
}
