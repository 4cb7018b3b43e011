package org.mekiki.app.teach;

import java.time.Duration;
import java.util.Optional;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.text.Text;

/**
 * What to tell somebody whose run hears nothing of the trainer: it may work on another run first,
 * because frames are learned in the order in which they came. Times are those of any clock that
 * goes on steadily. Not thread-safe.
 */
final class TrainerSilence {
  private static final Duration MESSAGE_EVERY = Duration.ofSeconds(15);

  private Duration heard;
  private Duration heardOfAny;
  private Duration nextMessage;
  private TrainingEvent other;

  TrainerSilence(Duration now) {
    heard(now);
  }

  /** The run itself went on. */
  void heard(Duration now) {
    heard = now;
    heardOfAny = now;
    nextMessage = now.plus(MESSAGE_EVERY);
    other = null;
  }

  /** Another run went on. */
  void heardOfAnother(TrainingEvent event, Duration now) {
    heardOfAny = now;
    other = event;
  }

  /** Time without a sign of any run. */
  Duration lasts(Duration now) {
    return now.minus(heardOfAny);
  }

  /**
   * What to tell now; empty if it is too early for the next message.
   *
   * @param fitting whether all frames of the run are in
   */
  Optional<String> message(boolean fitting, Duration now) {
    if (now.compareTo(nextMessage) <= 0) {
      return Optional.empty();
    }
    nextMessage = nextMessage.plus(MESSAGE_EVERY);
    if (fitting) {
      return Optional.of("still fitting");
    }
    return Optional.of(
        other != null && lasts(now).compareTo(MESSAGE_EVERY) <= 0
            ? "the trainer is working on " + name(other) + " first"
            : "waiting for the trainer; is 'mekiki train' running on this cluster?");
  }

  private static String name(TrainingEvent event) {
    return event.run() == null || event.run().isEmpty()
        ? Text.of("frames of model '%s'", event.model())
        : Text.of("run %s of model '%s'", event.run(), event.model());
  }
}
