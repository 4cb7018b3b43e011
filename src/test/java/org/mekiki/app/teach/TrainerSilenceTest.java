package org.mekiki.app.teach;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.mekiki.stream.training.message.TrainingEvent;

/** What somebody is told who waits for a trainer. */
class TrainerSilenceTest {
  private static final String NOBODY =
      "waiting for the trainer; is 'mekiki train' running on this cluster?";
  private static final TrainingEvent OTHER = TrainingEvent.embedded("cam-2", "r-7", "f", null);

  private final TrainerSilence silence = new TrainerSilence(at(0));

  private static Duration at(int seconds) {
    return Duration.ofSeconds(100 + seconds);
  }

  @Test
  void aTrainerThatIsNotHeardOfIsAskedForEveryFifteenSeconds() {
    assertThat(silence.message(false, at(15))).isEmpty();
    assertThat(silence.message(false, at(16))).hasValue(NOBODY);
    assertThat(silence.message(false, at(30))).isEmpty();
    assertThat(silence.message(false, at(31))).hasValue(NOBODY);
    assertThat(silence.lasts(at(31))).isEqualTo(Duration.ofSeconds(31));
  }

  /** The frames of a run that was cancelled are still before those of the next one. */
  @Test
  void aTrainerThatWorksOnAnotherRunIsNoMissingTrainer() {
    silence.heardOfAnother(OTHER, at(14));
    assertThat(silence.message(false, at(16)))
        .hasValue("the trainer is working on run r-7 of model 'cam-2' first");
    assertThat(silence.lasts(at(16))).isEqualTo(Duration.ofSeconds(2));

    assertThat(silence.message(false, at(31))).hasValue(NOBODY);

    silence.heardOfAnother(TrainingEvent.embedded("cam-2", "", "f", null), at(40));
    assertThat(silence.message(false, at(46)))
        .hasValue("the trainer is working on frames of model 'cam-2' first");
  }

  @Test
  void aRunThatGoesOnIsToldNothing() {
    silence.heard(at(10));
    assertThat(silence.message(false, at(20))).isEmpty();
    assertThat(silence.message(true, at(26))).hasValue("still fitting");
  }
}
