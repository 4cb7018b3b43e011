package org.mekiki.evaluate;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.mekiki.padim.threshold.FalseAlarms;

/**
 * What is known of the threshold before a test image is looked at.
 *
 * @param falseAlarms what to expect of good images
 * @param odd good images that look unlike the rest and did not count for the threshold, the largest
 *     score first
 * @param unusual good images with the largest scores, the largest first, {@code odd} among them
 * @param removed odd images that the model was then taught without
 */
public record LearnedThreshold(
    FalseAlarms falseAlarms,
    List<GoodImage> odd,
    List<GoodImage> unusual,
    List<GoodImage> removed,
    List<String> warnings) {
  public LearnedThreshold {
    Objects.requireNonNull(falseAlarms, "falseAlarms");
    odd = List.copyOf(odd);
    unusual = List.copyOf(unusual);
    removed = List.copyOf(removed);
    warnings = List.copyOf(warnings);
  }

  /** A good image, and its raw score by the model without it. */
  public record GoodImage(Path file, double score) {}
}
