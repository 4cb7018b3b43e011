package org.mekiki.inspect.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mekiki.inspect.Rejection;

class CameraWatchTest {
  private static final Duration MINIMUM = Duration.ofSeconds(30);
  private static final Duration SILENCE = Duration.ofMinutes(5);
  private static final AlarmRules RULES = rules(EnumSet.allOf(AlarmKind.class));

  private CameraWatch watch = new CameraWatch("cam", RULES);
  private long now = 1_000_000;
  private long offset;

  private static AlarmRules rules(Set<AlarmKind> kinds) {
    return new AlarmRules(
        kinds,
        new CountRule(3, 5, 1),
        new CountRule(2, 4, 0),
        SILENCE,
        new DriftRule(Duration.ofHours(1), 50, 0.25, 0.1),
        MINIMUM,
        Duration.ofDays(7));
  }

  @Test
  void theMthBadFrameOfTheLastNRaisesAndNoLaterOneDoes() {
    assertThat(frames("good bad good bad")).isEmpty();
    List<Alarm> raised = frames("bad");
    assertThat(raised).singleElement().satisfies(CameraWatchTest::isRaised);
    Alarm alarm = raised.get(0);
    assertThat(alarm.kind()).isEqualTo(AlarmKind.ANOMALOUS);
    assertThat(alarm.id()).isEqualTo("frames-2-4/anomalous");
    assertThat(alarm.position().offset()).isEqualTo(4);
    assertThat(alarm.raisedAt()).isEqualTo(Instant.ofEpochMilli(now));
    assertThat(alarm.evidence()).isEqualTo(new Alarm.Counted(3, 5));
    assertThat(alarm.scored()).hasValueSatisfying(s -> assertThat(s.score()).isEqualTo(12));
    assertThat(alarm.message()).isEqualTo("cam: 3 of the last 5 frames are anomalous");
    assertThat(frames("bad bad bad")).isEmpty();
  }

  @Test
  void badFramesThatAreFurtherApartRaiseNothing() {
    assertThat(frames("bad good good bad good good bad good good bad")).isEmpty();
  }

  @Test
  void clearsOnlyAtTheLowerLimit() {
    frames("bad bad bad");
    now += MINIMUM.toMillis();
    assertThat(frames("good good good")).as("2 of 5 are bad").isEmpty();
    List<Alarm> cleared = frames("good");
    assertThat(cleared).singleElement().satisfies(CameraWatchTest::isCleared);
    assertThat(cleared.get(0).id()).isEqualTo("frames-2-2/anomalous");
    assertThat(cleared.get(0).evidence()).isEqualTo(new Alarm.Counted(1, 5));
    assertThat(frames("bad bad")).as("2 of 5 are bad").isEmpty();
    assertThat(frames("bad")).singleElement().satisfies(CameraWatchTest::isRaised);
  }

  @Test
  void staysRaisedForItsMinimumAndThenTimeAloneClearsIt() {
    frames("bad bad bad");
    long raised = now;
    assertThat(frames("good good good good good")).isEmpty();
    assertThat(watch.time(raised + MINIMUM.toMillis() - 1)).isEmpty();
    List<Alarm> cleared = watch.time(raised + MINIMUM.toMillis());
    assertThat(cleared).singleElement().satisfies(CameraWatchTest::isCleared);
    assertThat(cleared.get(0).scored()).isEmpty();
    assertThat(cleared.get(0).clearedAt()).contains(Instant.ofEpochMilli(raised).plus(MINIMUM));
  }

  @Test
  void unscorableFramesHaveAnAlarmOfTheirOwnAndAreNoGoodFrames() {
    assertThat(frames("bad bad dead good")).isEmpty();
    List<Alarm> raised = frames("dead");
    assertThat(raised).singleElement().satisfies(CameraWatchTest::isRaised);
    assertThat(raised.get(0).kind()).isEqualTo(AlarmKind.UNSCORABLE);
    assertThat(raised.get(0).message())
        .isEqualTo("cam: 2 of the last 4 frames could not be scored");
    assertThat(frames("bad"))
        .as("3 of 4 scored frames are bad")
        .singleElement()
        .satisfies(a -> assertThat(a.kind()).isEqualTo(AlarmKind.ANOMALOUS));
  }

  @Test
  void silenceRaisesOnceWhenTheTimeIsOverAndTheNextFrameClears() {
    frames("good ".repeat(12));
    long last = now;
    assertThat(watch.time(last + SILENCE.toMillis() - 1)).isEmpty();
    List<Alarm> raised = watch.time(last + SILENCE.toMillis() + 700);
    assertThat(raised).singleElement().satisfies(CameraWatchTest::isRaised);
    assertThat(raised.get(0).kind()).isEqualTo(AlarmKind.NO_FRAMES);
    assertThat(raised.get(0).id()).isEqualTo("frames-2-11/no-frames");
    assertThat(raised.get(0).raisedAt()).isEqualTo(Instant.ofEpochMilli(last).plus(SILENCE));
    assertThat(raised.get(0).message()).contains("no frame for 5m");
    assertThat(watch.time(last + 3 * SILENCE.toMillis())).isEmpty();
    now = last + 3 * SILENCE.toMillis();
    assertThat(frames("dead"))
        .as("a frame that can't be scored is a frame")
        .singleElement()
        .satisfies(CameraWatchTest::isCleared);
  }

  @Test
  void silenceIsSeenAtTheFrameAfterItToo() {
    frames("good ".repeat(12));
    now += 2 * SILENCE.toMillis();
    assertThat(frames("good"))
        .extracting(Alarm::state)
        .containsExactly(AlarmState.RAISED, AlarmState.CLEARED);
  }

  @Test
  void aCameraOfFewFramesIsNotMissed() {
    frames("good ".repeat(CameraWatch.KNOWN_AFTER_FRAMES - 1));
    assertThat(watch.time(now + 10 * SILENCE.toMillis())).isEmpty();
  }

  @Test
  void goesOnAfterARestartAsIfNothingHadHappened() {
    frames("bad bad");
    restart(RULES);
    assertThat(frames("bad")).singleElement().satisfies(CameraWatchTest::isRaised);
    restart(RULES);
    assertThat(frames("bad")).isEmpty();
    now += MINIMUM.toMillis();
    assertThat(frames("good good good good"))
        .singleElement()
        .satisfies(a -> assertThat(a.id()).isEqualTo("frames-2-2/anomalous"));
  }

  @Test
  void whatIsSwitchedOffIsCleared() {
    frames("bad bad bad");
    restart(rules(EnumSet.of(AlarmKind.DRIFT)));
    List<Alarm> cleared = watch.time(now);
    assertThat(cleared).singleElement().satisfies(CameraWatchTest::isCleared);
    assertThat(cleared.get(0).message()).contains("anomalous are switched off");
    assertThat(frames("bad bad bad bad bad")).isEmpty();
  }

  @Test
  void aForgottenCamerasAlarmsEnd() {
    frames("bad ".repeat(10));
    long forgotten = now + Duration.ofDays(7).toMillis();
    assertThat(watch.isForgotten(forgotten - 1)).isFalse();
    assertThat(watch.time(forgotten - 1)).hasSize(1);
    assertThat(watch.isForgotten(forgotten)).isTrue();
    assertThat(watch.forget(forgotten))
        .extracting(Alarm::kind)
        .containsExactlyInAnyOrder(AlarmKind.ANOMALOUS, AlarmKind.NO_FRAMES);
  }

  @Test
  void scoresLikeThoseOfTheValidationAreNoDrift() {
    assertThat(scores(1, 300, 0)).isEmpty();
    Drift drift = watch.drift().orElseThrow();
    assertThat(drift.frames()).isEqualTo(300);
    assertThat(drift.psi()).isLessThan(0.05);
    assertThat(drift.meanShift()).isCloseTo(0, within(0.1));
    assertThat(drift.spread()).isCloseTo(1, within(0.1));
  }

  @Test
  void scoresThatMoveRaiseDriftAndThoseThatComeBackClearIt() {
    scores(1, 49, 4);
    assertThat(watch.drift()).as("49 frames are too few").isEmpty();
    List<Alarm> raised = scores(1, 1, 4);
    assertThat(raised).singleElement().satisfies(CameraWatchTest::isRaised);
    assertThat(raised.get(0).kind()).isEqualTo(AlarmKind.DRIFT);
    assertThat(raised.get(0).message())
        .contains("50 good frames lie")
        .contains("standard deviations above")
        .contains("model part version 1 was calibrated with")
        .contains("look at lens");
    Drift drift = ((Alarm.Drifted) raised.get(0).evidence()).drift().orElseThrow();
    assertThat(drift.psi()).isGreaterThan(drift.chance()).isGreaterThan(0.25);

    now += Duration.ofHours(2).toMillis();
    assertThat(scores(1, 300, 0))
        .filteredOn(alarm -> alarm.kind() == AlarmKind.DRIFT)
        .singleElement()
        .satisfies(CameraWatchTest::isCleared)
        .satisfies(alarm -> assertThat(alarm.message()).contains("back to normal, scores of"));
  }

  @Test
  void scoresThatStayAwayKeepTheAlarmOpen() {
    List<Alarm> raised = scores(1, 50, -4);
    assertThat(raised).singleElement().satisfies(CameraWatchTest::isRaised);
    assertThat(raised.get(0).message()).contains("standard deviations below");

    now += MINIMUM.toMillis();
    assertThat(scores(1, 300, -4)).isEmpty();
  }

  @Test
  void anomalousFramesSayNothingOfDrift() {
    scores(1, 50, 0);
    Drift before = watch.drift().orElseThrow();
    for (int i = 0; i < 200; i++) {
      watch.frame(scored(1, 12), now);
    }
    assertThat(watch.drift()).contains(before);
  }

  @Test
  void anotherVersionBeginsTheWindowAnewAndEndsTheAlarm() {
    assertThat(scores(1, 60, 4)).hasSize(1);
    List<Alarm> cleared = scores(2, 1, 4);
    assertThat(cleared).singleElement().satisfies(CameraWatchTest::isCleared);
    assertThat(cleared.get(0).message()).contains("now measured against model part version 2");
    assertThat(cleared.get(0).evidence()).isEqualTo(new Alarm.Drifted(Optional.empty()));
    assertThat(watch.drift()).isEmpty();
  }

  @Test
  void theWindowGoesOnAfterARestart() {
    scores(1, 49, 4);
    restart(RULES);
    assertThat(scores(1, 1, 4)).singleElement().satisfies(CameraWatchTest::isRaised);
  }

  @Test
  void oldScoresLeaveTheWindow() {
    scores(1, 200, 4);
    now += Duration.ofMinutes(61).toMillis();
    scores(1, 50, 0);
    assertThat(watch.drift().orElseThrow().frames()).isEqualTo(50);
  }

  @Test
  void itsStateIsBounded() {
    for (int i = 0; i < 2000; i++) {
      now += 30_000;
      watch.frame(scored(1, 5), now);
    }
    assertThat(watch.state().drift().slices()).hasSizeLessThanOrEqualTo(DriftWindow.SLICES);
    assertThat(watch.state().anomalous().bits().bitLength()).isLessThanOrEqualTo(5);
  }

  private void restart(AlarmRules rules) {
    watch = new CameraWatch("cam", rules, watch.state());
  }

  private List<Alarm> frames(String outcomes) {
    List<Alarm> alarms = new ArrayList<>();
    for (String outcome : outcomes.strip().split(" ")) {
      now += 100;
      FramePosition position = position();
      alarms.addAll(
          switch (outcome) {
            case "good", "bad" ->
                watch.frame(
                    scored(position, 1, outcome.equals("bad") ? 12 : 5, Optional.empty()), now);
            default ->
                watch.frame(
                    new FrameOutcome(
                        "cam", position, new FrameOutcome.Rejected(Rejection.TRUNCATED_IMAGE)),
                    now);
          });
    }
    return alarms;
  }

  /** Scores on a grid like the reference's, moved by some of its standard deviations. */
  private List<Alarm> scores(long version, int count, double shift) {
    List<Alarm> alarms = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      now += 100;
      double score = 3 + (i * 37 % 100) / 50.0 + shift * 0.5774;
      alarms.addAll(watch.frame(scored(version, score), now));
    }
    return alarms;
  }

  private FrameOutcome scored(long version, double score) {
    List<Double> validation = IntStream.range(0, 100).mapToObj(i -> 3 + i / 50.0).toList();
    return scored(position(), version, score, ScoreReference.of(validation, 10));
  }

  private static FrameOutcome scored(
      FramePosition position, long version, double score, Optional<ScoreReference> reference) {
    return new FrameOutcome(
        "cam",
        position,
        new FrameOutcome.Scored("part", version, score, 10, score >= 10, reference));
  }

  private FramePosition position() {
    return new FramePosition("frames", 2, offset, "f-" + offset++, "");
  }

  private static void isRaised(Alarm alarm) {
    assertThat(alarm.state()).isEqualTo(AlarmState.RAISED);
  }

  private static void isCleared(Alarm alarm) {
    assertThat(alarm.state()).isEqualTo(AlarmState.CLEARED);
  }
}
