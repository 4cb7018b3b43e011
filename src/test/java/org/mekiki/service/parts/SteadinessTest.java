package org.mekiki.service.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** When a repeated piece of work has stopped getting faster; the clock is the test's. */
class SteadinessTest {
  private static final int LEVEL = Steadiness.BATCH * Steadiness.LEVEL_BATCHES;

  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger done = new AtomicInteger();

  private Steadiness.Reached repeat(IntToLongFunction nanos, int enough) {
    return new Steadiness(now::get)
        .repeat(
            () -> now.addAndGet(nanos.applyAsLong(done.getAndIncrement())),
            () -> done.get() >= enough);
  }

  @Test
  void workThatIsAsFastAsItGetsEndsAfterAFewBatches() {
    assertThat(repeat(n -> 100, 10_000))
        .isEqualTo(new Steadiness.Reached(Steadiness.BATCH + LEVEL, true));
  }

  @Test
  void eachGainGivesItMoreTime() {
    // Interpreted and level for a batch, then compiled.
    int compiled = 2 * Steadiness.BATCH;
    assertThat(repeat(n -> n < compiled ? 1000 : 100, 10_000))
        .isEqualTo(new Steadiness.Reached(compiled + Steadiness.BATCH + LEVEL, true));
  }

  @Test
  void singleSlowRepetitionsCountNeitherWay() {
    assertThat(repeat(n -> n % 3 == 0 ? 5000 : 100, 10_000).times())
        .isEqualTo(Steadiness.BATCH + LEVEL);
  }

  @Test
  void itEndsEarlyWhenThatIsEnough() {
    assertThat(repeat(n -> 100, 5)).isEqualTo(new Steadiness.Reached(5, false));
  }

  @Test
  void nothingIsDoneIfItIsEnoughAtTheStart() {
    assertThat(repeat(n -> 100, 0)).isEqualTo(new Steadiness.Reached(0, false));
  }
}
