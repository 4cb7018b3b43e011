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
    assertThat(ChaosSchedule.of(7, TEN, 3)).isEqualTo(ChaosSchedule.of(7, TEN, 3));
    assertThat(ChaosSchedule.of(7, TEN, 3)).isNotEqualTo(ChaosSchedule.of(8, TEN, 3));
    assertThat(ChaosSchedule.of(7, TEN, 3)).isNotEqualTo(ChaosSchedule.of(7, TEN, 1));
    assertThat(ChaosSchedule.ofTraining(7, 3, 3)).isEqualTo(ChaosSchedule.ofTraining(7, 3, 3));
  }

  @Test
  void tenMinutesKillThirtyTimesAndMoreAndEveryProcessAmongThem() {
    ChaosSchedule schedule = ChaosSchedule.of(1, TEN, 3);
    assertThat(schedule.count(Action.KILL)).isGreaterThanOrEqualTo(30);
    assertThat(targets(schedule, Action.KILL))
        .isEqualTo(EnumSet.complementOf(EnumSet.of(Target.TRAINER_B)));
    assertThat(targets(schedule, Action.TERMINATE))
        .contains(Target.BROKER, Target.BROKER_B, Target.BROKER_C);
  }

  @Test
  void aSingleBrokerIsKilledToo() {
    assertThat(targets(ChaosSchedule.of(1, TEN, 1), Action.KILL))
        .contains(Target.BROKER)
        .doesNotContain(Target.BROKER_B, Target.BROKER_C);
  }

  @Test
  void threeMinutesOfTrainingKillTwelveTrainersAndMore() {
    ChaosSchedule schedule = ChaosSchedule.ofTraining(1, 3, 3);
    assertThat(schedule.steps())
        .filteredOn(s -> s.action() == Action.KILL && !s.target().isBroker())
        .hasSizeGreaterThanOrEqualTo(12)
        .allMatch(s -> s.target() == Target.TRAINER || s.target() == Target.TRAINER_B);
    assertThat(schedule.count(Action.TEACH)).isEqualTo(12);
  }

  @Test
  void everyMinuteHasEveryActionAndEveryPauseEnds() {
    for (ChaosSchedule schedule :
        List.of(ChaosSchedule.of(2, 1, 1), ChaosSchedule.ofTraining(2, 1, 3))) {
      for (Action action : Action.values()) {
        assertThat(schedule.count(action)).as("%s", action).isPositive();
      }
      assertThat(schedule.count(Action.RESUME)).isEqualTo(schedule.count(Action.PAUSE));
      assertThat(schedule.count(Action.JOIN)).isEqualTo(schedule.count(Action.LEAVE) + 1);
    }
  }

  @Test
  void stepsAreInOrderAndBeginWithinTheirTime() {
    List<Step> steps = ChaosSchedule.of(3, TEN, 3).steps();
    assertThat(steps).isSortedAccordingTo(Comparator.comparing(Step::at));
    assertThat(steps)
        .filteredOn(s -> s.action() != Action.RESUME && s.action() != Action.JOIN)
        .allMatch(s -> s.at().compareTo(Duration.ofMinutes(TEN).minusSeconds(3)) < 0);
  }

  @Test
  void lessThanAMinuteIsRefused() {
    assertThatThrownBy(() -> ChaosSchedule.of(1, 0, 1))
        .hasMessage("0 minutes are not valid: at least 1 is");
  }

  private static Set<Target> targets(ChaosSchedule schedule, Action action) {
    return schedule.steps().stream()
        .filter(step -> step.action() == action)
        .map(Step::target)
        .collect(Collectors.toSet());
  }
}
