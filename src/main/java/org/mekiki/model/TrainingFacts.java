package org.mekiki.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mekiki.text.Text;

/**
 * Where a model comes from. They stay as they are when it is exported, imported or rolled back to.
 *
 * @param trainedAt when, cut to milliseconds
 * @param frames good frames in the Gaussians, at least 1
 * @param validationFrames frames that min, max and threshold are from, 0 or more
 * @param seconds how long it took, 0 or more
 * @param regularization what was added to the covariances, for people; see {@link
 *     org.mekiki.padim.gaussian.Regularization}
 * @param inputOffsets {@code topic-partition} → the offset after the last record that went in;
 *     empty if the frames did not come from Kafka
 * @param pictures what they were like
 */
public record TrainingFacts(
    Instant trainedAt,
    long frames,
    long validationFrames,
    double seconds,
    String regularization,
    Map<String, Long> inputOffsets,
    TaughtPictures pictures) {
  public TrainingFacts {
    Objects.requireNonNull(pictures, "pictures");
    trainedAt = trainedAt.truncatedTo(ChronoUnit.MILLIS);
    SortedMap<String, Long> sorted = new TreeMap<>(inputOffsets);
    inputOffsets = java.util.Collections.unmodifiableSortedMap(sorted);
    if (frames < 1 || validationFrames < 0) {
      throw new IllegalArgumentException(
          Text.of(
              "%d frames and %d validation frames: at least 1 and at least 0 are valid",
              frames, validationFrames));
    }
    if (!(seconds >= 0 && Double.isFinite(seconds))) {
      throw new IllegalArgumentException("seconds " + seconds + ": 0 or more is valid");
    }
    if (regularization.isBlank()) {
      throw new IllegalArgumentException("regularization is blank; 'relative 0.01' is valid, say");
    }
  }

  /** Of pictures of which nothing is known. */
  public TrainingFacts(
      Instant trainedAt,
      long frames,
      long validationFrames,
      double seconds,
      String regularization,
      Map<String, Long> inputOffsets) {
    this(
        trainedAt,
        frames,
        validationFrames,
        seconds,
        regularization,
        inputOffsets,
        TaughtPictures.UNKNOWN);
  }
}
