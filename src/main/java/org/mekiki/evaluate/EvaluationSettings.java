package org.mekiki.evaluate;

import java.util.Objects;
import java.util.Optional;
import org.mekiki.detect.DetectionSettings;

/**
 * How a model is evaluated.
 *
 * @param pixelSize where pixels are compared with masks
 * @param validation part of the training images that is kept out of the Gaussians and calibrates
 *     scale and threshold, 0…1; with 0, all are trained with and each is scored by the Gaussians
 *     without it
 * @param labelledValidation part of each class of the test set that calibrates and is not measured,
 *     0…1; what an F1-optimal threshold needs; 0 for none
 * @param seed picks validation images
 * @param threads that score, at least 1
 * @param examples most images in each of the report's galleries, 0 for none
 * @param removeOdd whether the model is taught again without good images that look unlike the rest
 * @param detection what is painted on good images to find out what the model can see; empty to
 *     paint nothing
 */
public record EvaluationSettings(
    PixelSize pixelSize,
    double validation,
    double labelledValidation,
    long seed,
    int threads,
    int examples,
    boolean removeOdd,
    Optional<DetectionSettings> detection) {
  /** Where pixels are compared with masks. */
  public enum PixelSize {
    /** At the map's size; masks are resized to it, the nearest pixel's value each. */
    MAP,
    /** At each image's own size; maps are resized to it, bilinearly. */
    OWN
  }

  public EvaluationSettings {
    Objects.requireNonNull(pixelSize, "pixelSize");
    Objects.requireNonNull(detection, "detection");
    requireFraction("validation", validation);
    requireFraction("labelledValidation", labelledValidation);
    if (threads < 1) {
      throw new IllegalArgumentException("threads " + threads + ": at least 1 is valid");
    }
    if (examples < 0) {
      throw new IllegalArgumentException("examples " + examples + ": 0 or more is valid");
    }
  }

  private static void requireFraction(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          name + " " + value + " is not valid: it must be at least 0 and below 1");
    }
  }
}
