package org.mekiki.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InterleavedRoundsTest {
  private static final Duration SLOT = Duration.ofMillis(10);

  /** A clock that only the stages move. */
  private final AtomicLong clock = new AtomicLong();

  private Stage taking(String name, long millis) {
    return new Stage(name, 1, () -> clock.addAndGet(millis * 1_000_000));
  }

  private List<Measurement> measure(List<Stage> stages, int rounds) throws InterruptedException {
    try (InterleavedRounds timer = new InterleavedRounds(SLOT, clock::get)) {
      return timer.measure(stages, rounds);
    }
  }

  @Test
  void givesTheTimeOfOneAndItsRatioToTheFirstStage() throws InterruptedException {
    List<Measurement> found = measure(List.of(taking("backbone", 4), taking("map", 1)), 3);

    assertThat(found)
        .containsExactly(new Measurement("backbone", 1, 4, 1), new Measurement("map", 1, 1, 0.25));
  }

  @Test
  void runsAStageOnceThatTakesLongerThanItsSlot() throws InterruptedException {
    assertThat(measure(List.of(taking("slow", 700)), 1).get(0).medianMillis()).isEqualTo(700);
  }

  @Test
  void takesTheStagesInTurn() throws InterruptedException {
    List<String> order = new ArrayList<>();
    Stage first = new Stage("a", 1, () -> note(order, "a"));
    Stage second = new Stage("b", 1, () -> note(order, "b"));

    measure(List.of(first, second), 3);

    assertThat(order).containsExactly("a", "b", "a", "b", "a", "b");
  }

  private void note(List<String> order, String name) {
    order.add(name);
    clock.addAndGet(SLOT.toNanos());
  }

  @Test
  void doesNotLetTheMachinesDriftIntoRatios() throws InterruptedException {
    // Each call takes longer than the one before, but both stages alike within a round.
    AtomicLong round = new AtomicLong(1);
    Stage backbone = new Stage("backbone", 1, () -> clock.addAndGet(round.get() * 10_000_000));
    Stage twice =
        new Stage("twice", 1, () -> clock.addAndGet(round.getAndIncrement() * 20_000_000));

    Measurement found = measure(List.of(backbone, twice), 5).get(1);

    assertThat(found.ratioToBackbone()).isCloseTo(2, within(1e-12));
    assertThat(found.medianMillis()).isEqualTo(60);
  }

  @Test
  void addsUpTheRatesOfAllThreads() throws InterruptedException {
    ThreadLocal<AtomicLong> clocks = ThreadLocal.withInitial(AtomicLong::new);
    AtomicInteger threads = new AtomicInteger();
    ThreadLocal<Long> millis =
        ThreadLocal.withInitial(() -> threads.getAndIncrement() == 0 ? 3L : 8L);
    Stage shared = new Stage("shared", 2, () -> clocks.get().addAndGet(millis.get() * 1_000_000));

    Measurement found;
    try (InterleavedRounds timer = new InterleavedRounds(SLOT, () -> clocks.get().get())) {
      found = timer.measure(List.of(shared), 1).get(0);
    }

    // Two slots of 10 ms: 7 times in 21 ms, 3 times in 24. The first does not wait for the other.
    assertThat(found.threads()).isEqualTo(2);
    assertThat(found.medianMillis()).isCloseTo(1 / (7 / 21.0 + 3 / 24.0), within(1e-9));
  }

  @Test
  void namesTheStageThatFails() {
    Stage broken =
        new Stage(
            "broken",
            2,
            () -> {
              throw new IllegalArgumentException("no");
            });

    assertThatIllegalStateException()
        .isThrownBy(() -> measure(List.of(broken), 1))
        .withMessage("stage 'broken' failed");
  }

  @Test
  void refusesWhatCannotBeTimed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> measure(List.of(), 1))
        .withMessage("0 stages in 1 rounds: at least 1 each is valid");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new InterleavedRounds(Duration.ZERO))
        .withMessage("slot PT0S is not valid: it must be above 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Stage("x", 0, () -> {}))
        .withMessage("threads 0 of stage 'x': at least 1 is valid");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Measurement("x", 1, Double.NaN, 1))
        .withMessage("medianMillis NaN of stage 'x' is not valid: it must be above 0");
  }

  @Test
  void hasTrueMedians() {
    assertThat(InterleavedRounds.median(new double[] {3, 1, 2})).isEqualTo(2);
    assertThat(InterleavedRounds.median(new double[] {4, 1, 2, 3})).isEqualTo(2.5);
  }
}
