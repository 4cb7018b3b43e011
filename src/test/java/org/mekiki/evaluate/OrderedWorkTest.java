package org.mekiki.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mekiki.evaluate.data.DataSetException;

class OrderedWorkTest {
  private static final List<Integer> ITEMS = IntStream.range(0, 100).boxed().toList();

  @Test
  void keepsTheOrderWhateverFinishesFirst() {
    CountDownLatch second = new CountDownLatch(1);
    try (OrderedWork<Integer, Integer> work =
        new OrderedWork<>(
            ITEMS.iterator(),
            item -> {
              if (item == 0) {
                await(second); // the first item waits for the second one
              } else if (item == 1) {
                second.countDown();
              }
              return 2 * item;
            },
            2)) {
      List<Integer> results = new ArrayList<>();
      work.forEachRemaining(results::add);
      assertThat(results).isEqualTo(ITEMS.stream().map(item -> 2 * item).toList());
    }
  }

  @Test
  void holdsFewItemsAtOnce() {
    AtomicInteger begun = new AtomicInteger();
    try (OrderedWork<Integer, Integer> work =
        new OrderedWork<>(ITEMS.iterator(), item -> begun.incrementAndGet(), 2)) {
      for (int fetched = 1; fetched <= ITEMS.size(); fetched++) {
        assertThat(work.next()).isPositive();
        assertThat(begun.get()).isLessThanOrEqualTo(fetched + 6);
      }
      assertThat(work.hasNext()).isFalse();
    }
  }

  @Test
  void throwsWhatTheWorkThrew() {
    try (OrderedWork<Integer, Integer> work =
        new OrderedWork<>(
            ITEMS.iterator(),
            item -> {
              throw new DataSetException("item " + item);
            },
            2)) {
      assertThatThrownBy(work::next).isInstanceOf(DataSetException.class).hasMessage("item 0");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
