package org.mekiki.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.mekiki.chaos.ChaosSchedule.Action;
import org.mekiki.chaos.ChaosSchedule.Step;
import org.mekiki.chaos.ChaosSchedule.Target;

/** What is done when. */
class ChaosScheduleTest {
  private static final int TEN = 10;

  @Test
  void theSameSeedGivesTheSameSchedule() {
    assertThat(ChaosSchedule.of(7, TEN)).isEqualTo(ChaosSchedule.of(7, TEN));
    assertThat(ChaosSchedule.of(7, TEN)).isNotEqualTo(ChaosSchedule.of(8, TEN));
  }

  @Test
  void tenMinutesKillThirtyTimesAndMoreAndEveryProcessAmongThem() {
    ChaosSchedule schedule = ChaosSchedule.of(1, TEN);
    assertThat(schedule.count(Action.KILL)).isGreaterThanOrEqualTo(30);
    assertThat(targets(schedule, Action.KILL)).isEqualTo(EnumSet.allOf(Target.class));
  }

  @Test
  void everyMinuteHasEveryActionAndEveryPauseEnds() {
    ChaosSchedule schedule = ChaosSchedule.of(2, 1);
    for (Action action : Action.values()) {
      assertThat(schedule.count(action)).as("%s", action).isPositive();
    }
    assertThat(schedule.count(Action.RESUME)).isEqualTo(schedule.count(Action.PAUSE));
    assertThat(schedule.count(Action.JOIN)).isEqualTo(schedule.count(Action.LEAVE) + 1);
  }

  @Test
  void stepsAreInOrderAndBeginWithinTheirTime() {
    List<Step> steps = ChaosSchedule.of(3, TEN).steps();
    assertThat(steps).isSortedAccordingTo(Comparator.comparing(Step::at));
    assertThat(steps)
        .filteredOn(s -> s.action() != Action.RESUME && s.action() != Action.JOIN)
        .allMatch(s -> s.at().compareTo(Duration.ofMinutes(TEN).minusSeconds(3)) < 0);
  }

  @Test
  void lessThanAMinuteIsRefused() {
    assertThatThrownBy(() -> ChaosSchedule.of(1, 0))
        .hasMessage("0 minutes are not legal: at least 1 is");
  }

  private static Set<Target> targets(ChaosSchedule schedule, Action action) {
    return schedule.steps().stream()
        .filter(step -> step.action() == action)
        .map(Step::target)
        .collect(Collectors.toSet());
  }
}
