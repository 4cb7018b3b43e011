package org.mekiki.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.chaos.ChaosSchedule.Action;

/**
 * Nothing is lost, doubled or put out of order while processes die. Half a minute with one broker
 * and few frames by default, three brokers and many in the profile chaos; {@code
 * -Dmekiki.chaos.minutes=12} for longer, {@code -Dmekiki.chaos.brokers=1} or {@code 3}, {@code
 * -Dmekiki.chaos.seed=N} for another schedule.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such signals")
class ChaosIT {
  private static final int MINUTES = Integer.getInteger("mekiki.chaos.minutes", 1);
  private static final int TRAINING_MINUTES = 3;
  private static final int BROKERS = Integer.getInteger("mekiki.chaos.brokers", Scale.of(1, 3));
  private static final long SEED = Long.getLong("mekiki.chaos.seed", 20_261_123L);

  /** Few in each build: most of its time was the working off of what had piled up. */
  private static final double FRAMES_PER_SECOND = Scale.of(20, 60);

  private static final double FEW_FRAMES_PER_SECOND = 10;

  /** Start, drain and looking, together, on a machine that has other work to do. */
  private static final Duration AROUND_IT = Duration.ofMinutes(15);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void nothingIsLostDoubledOrOutOfOrderWhileProcessesDie() {
    assertTimeoutPreemptively(
        atMost(MINUTES),
        () -> {
          ChaosRun run = new ChaosRun(folder, SEED, BROKERS, FRAMES_PER_SECOND);
          assertThat(run.run("chaos-" + MINUTES + "-min", ChaosSchedule.of(SEED, MINUTES, BROKERS)))
              .isEmpty();
          assertThat(run.figure("scores")).isGreaterThan(MINUTES * Scale.of(300, 1000));
          assertThat(run.figure("alarmEvents")).isGreaterThan(MINUTES * Scale.of(3, 10));
          assertThat(run.figure("modelVersionsThatScored")).isGreaterThan(1);
          for (String teachings : List.of("frozenRefused", "cancelled", "givenUp", "overlapping")) {
            assertThat(run.figure(teachings)).as(teachings).isEqualTo(MINUTES);
          }
        });
  }

  @Test
  @EnabledIfSystemProperty(
      named = "mekiki.chaos.long",
      matches = "true",
      disabledReason = "takes minutes: ./mvnw verify -Pchaos")
  void everyTeachingIsPublishedWhileTrainersDie() {
    assertTimeoutPreemptively(
        atMost(TRAINING_MINUTES),
        () -> {
          ChaosSchedule schedule = ChaosSchedule.ofTraining(SEED, TRAINING_MINUTES, BROKERS);
          ChaosRun run = new ChaosRun(folder, SEED, BROKERS, FEW_FRAMES_PER_SECOND);
          assertThat(run.run("chaos-training", schedule)).isEmpty();
          assertThat((long) run.figure("taught")).isEqualTo(1 + schedule.count(Action.TEACH));
        });
  }

  private static Duration atMost(int minutes) {
    return Duration.ofMinutes(2L * minutes).plus(AROUND_IT);
  }
}
