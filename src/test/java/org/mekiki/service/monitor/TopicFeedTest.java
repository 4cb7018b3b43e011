package org.mekiki.service.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class TopicFeedTest {
  private static final Duration PAUSE = Duration.ofMillis(1);

  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final CountDownLatch polled = new CountDownLatch(3);

  /** Fails at a poll as long as there are failures left. */
  private TopicFeed.Source source(AtomicInteger failures) {
    opened.incrementAndGet();
    return new TopicFeed.Source() {
      @Override
      public void poll() {
        if (failures.getAndDecrement() > 0) {
          throw new TimeoutException("no broker answers");
        }
        polled.countDown();
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    };
  }

  @Test
  void beginsAnewWhereKafkaFails() throws Exception {
    AtomicInteger failures = new AtomicInteger(2);
    try (TopicFeed feed = new TopicFeed("test", () -> source(failures), PAUSE)) {
      assertThat(polled.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(opened).hasValue(3);
      assertThat(closed).hasValue(2);
    }
    assertThat(closed).hasValue(3);
  }

  @Test
  void beginsAnewAfterAnyOtherFailureToo() throws Exception {
    AtomicInteger failures = new AtomicInteger(2);
    try (TopicFeed feed =
        new TopicFeed(
            "test",
            () -> {
              if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("on purpose");
              }
              return source(new AtomicInteger());
            },
            PAUSE)) {
      assertThat(polled.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void triesAgainWhereATopicIsNotThereYet() throws Exception {
    AtomicInteger missing = new AtomicInteger(2);
    try (TopicFeed feed =
        new TopicFeed(
            "test",
            () -> {
              if (missing.getAndDecrement() > 0) {
                throw new TimeoutException("there is no such topic");
              }
              return source(new AtomicInteger());
            },
            PAUSE)) {
      assertThat(polled.await(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(closed).hasValue(1);
  }
}
