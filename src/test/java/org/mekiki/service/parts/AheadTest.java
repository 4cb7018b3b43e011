package org.mekiki.service.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AheadTest {
  private final AtomicInteger closed = new AtomicInteger();

  @Test
  void isOpenedWhileItsUserDoesOtherThings() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    AutoCloseable resource = closed::incrementAndGet;
    Ahead<AutoCloseable> ahead =
        Ahead.open(
            "opening",
            () -> {
              done.await();
              return resource;
            });
    done.countDown(); // the other thread waits for it, this one did not

    assertThat(ahead.get()).isSameAs(resource);
    assertThat(closed).hasValue(0);
    ahead.close();
    ahead.close();
    assertThat(closed).hasValue(1);
  }

  @Test
  void isClosedEvenIfNobodyAskedForIt() throws Exception {
    Ahead.<AutoCloseable>open("opening", () -> closed::incrementAndGet).close();

    assertThat(closed).hasValue(1);
  }

  @Test
  void whatFailedFailsWhereItIsAskedForAndIsNothingToClose() throws Exception {
    RuntimeException failure = new IllegalArgumentException("no network");
    Ahead<AutoCloseable> ahead =
        Ahead.open(
            "opening",
            () -> {
              throw failure;
            });

    assertThatThrownBy(ahead::get).isSameAs(failure);
    ahead.close();
    assertThat(closed).hasValue(0);
  }
}
