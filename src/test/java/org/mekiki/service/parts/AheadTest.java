package org.mekiki.service.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.mekiki.LoggedLines;

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
    try (LoggedLines log = new LoggedLines(Ahead.class)) {
      ahead.close();
      assertThat(log.lines()).isEmpty();
    }
    assertThat(closed).hasValue(0);
  }

  @Test
  void whatFailedIsLoggedIfNobodyAskedForIt() throws Exception {
    Ahead<AutoCloseable> ahead =
        Ahead.open(
            "opening",
            () -> {
              throw new IllegalArgumentException("no network");
            });

    try (LoggedLines log = new LoggedLines(Ahead.class)) {
      ahead.close();
      ahead.close();
      assertThat(log.lines())
          .singleElement(InstanceOfAssertFactories.STRING)
          .contains("opening failed too");
    }
  }
}
