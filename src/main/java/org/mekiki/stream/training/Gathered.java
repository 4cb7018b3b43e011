package org.mekiki.stream.training;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mekiki.padim.threshold.Repetition;
import org.mekiki.stream.avro.TileCounted;
import org.mekiki.stream.training.message.RunFailure;
import org.mekiki.stream.training.message.TrainingCommand;
import org.mekiki.stream.training.message.TrainingSettings;
import org.mekiki.stream.training.run.RunRefusedException;
import org.mekiki.text.Text;

/**
 * The frames of a run, all of them in, as its tiles have counted them.
 *
 * @param tiles in their order, at least one
 */
record Gathered(List<TileCounted> tiles) {
  /** Frames that a model needs if its threshold is to come from leaving one out. */
  static final int MIN_LEAVE_ONE_OUT = 3;

  /** Of one picture, nothing is known of what varies. */
  private static final int MIN_FRAMES = 2;

  /** What counts the pictures as well. */
  TileCounted first() {
    return tiles.get(0);
  }

  long frames() {
    return first().getFrames();
  }

  /** When the fit was asked for, milliseconds since 1970. */
  long at() {
    return first().getAt();
  }

  TrainingCommand command() {
    return TrainingCommand.read(first().getCommand().getBytes(StandardCharsets.UTF_8));
  }

  /** Of all patches and dimensions of the model. */
  double meanVariance(TrainingSettings settings) {
    double sum = tiles.stream().mapToDouble(TileCounted::getVarianceSum).sum();
    long values = (long) settings.tiling().grid().patches() * settings.tiling().dimensions();
    return sum / values;
  }

  /** Whether the frames repeat each other. */
  Repetition.Found repetition() {
    return new Repetition.Found(
        frames(), first().getCompared(), first().getRepeated(), first().getSame());
  }

  /**
   * Refuses frames that can't become a model.
   *
   * @throws RunRefusedException that says why
   */
  void require() {
    int held = first().getValidationFrames();
    if (tiles.stream()
        .anyMatch(t -> t.getFrames() != frames() || t.getValidationFrames() != held)) {
      throw new RunRefusedException(
          RunFailure.INCOMPLETE,
          "the tiles of the model have seen different frames of this run, because a part of it was"
              + " forgotten or is damaged; teach again");
    }
    if (frames() == 0) {
      throw new RunRefusedException(
          RunFailure.NO_FRAMES,
          "there are no good frames to fit since the last fit; were they all rejected, or sent"
              + " to another model or run?");
    }
    if (frames() < MIN_FRAMES || frames() < MIN_LEAVE_ONE_OUT && held == 0) {
      throw new RunRefusedException(
          RunFailure.TOO_FEW_FRAMES,
          Text.of(
              "%d good frames are too few for a threshold: send at least %d, or some with role"
                  + " 'validation'; 30 to 300 make a good model",
              frames(), MIN_LEAVE_ONE_OUT));
    }
    repetition()
        .refusal()
        .ifPresent(
            why -> {
              throw new RunRefusedException(RunFailure.SAME_PICTURE, why);
            });
  }
}
