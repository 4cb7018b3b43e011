package org.mekiki.stream.training.message;

import java.util.List;
import java.util.Optional;
import org.mekiki.padim.looks.DarkestLooks;
import org.mekiki.padim.looks.Looks;
import org.mekiki.padim.looks.TaughtLooks;
import org.mekiki.stream.avro.TileCounted;
import org.mekiki.stream.avro.TileEmbedding;

/** What pictures are like as a whole, in messages of the training. */
public final class TrainingLooks {
  private static final int VALUES = 3;

  private TrainingLooks() {}

  /** Of a frame. */
  public static List<Double> numbers(Looks looks) {
    return List.of(looks.brightness(), looks.contrast(), looks.sharpness());
  }

  /** Of all frames, as far as they have come. */
  public static List<Double> numbers(TaughtLooks looks) {
    return List.of(
        looks.least().brightness(),
        looks.least().contrast(),
        looks.least().sharpness(),
        looks.most().brightness(),
        looks.most().contrast(),
        looks.most().sharpness());
  }

  /** Of a frame; empty for tiles other than 0, and where an earlier release embedded it. */
  public static Optional<Looks> of(TileEmbedding frame) {
    return frame.getLooks().isEmpty() ? Optional.empty() : Optional.of(looks(frame.getLooks(), 0));
  }

  /** Of all good frames; nothing is known where an earlier release embedded some of them. */
  public static TaughtLooks of(TileCounted counted) {
    long frames = counted.getFrames() + counted.getValidationFrames();
    return frames == 0 || counted.getLookedAt() != frames
        ? TaughtLooks.NONE
        : new TaughtLooks(frames, looks(counted.getLooks(), 0), looks(counted.getLooks(), VALUES));
  }

  /** Ids of good frames that let a black picture pass. */
  public static DarkestLooks.Culprits<String> culprits(TileCounted counted) {
    return new DarkestLooks.Culprits<>(counted.getLetBlackPass(), counted.getLetBlackPassAll());
  }

  private static Looks looks(List<Double> numbers, int from) {
    return new Looks(numbers.get(from), numbers.get(from + 1), numbers.get(from + 2));
  }
}
