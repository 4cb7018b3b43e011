package org.mekiki.inspect;

import java.util.Objects;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.padim.Padim;

/**
 * A model ready to score: immutable, shared by all threads.
 *
 * @param key its key
 * @param version 1 or more
 * @param threshold raw score from which on a frame is anomalous
 * @param padim all steps from tensor to map
 * @param preprocessor from picture to tensor
 */
public record InspectionModel(
    String key, long version, double threshold, Padim padim, ImagePreprocessor preprocessor) {
  public InspectionModel {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(padim, "padim");
    Objects.requireNonNull(preprocessor, "preprocessor");
  }
}
