package org.mekiki.inspect;

import java.util.Objects;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.model.TaughtPictures;
import org.mekiki.padim.Padim;
import org.mekiki.view.Viewer;

/**
 * A model ready to score: immutable, shared by all threads.
 *
 * @param version 1 or more
 * @param threshold raw score from which on a frame is anomalous
 * @param padim all steps from tensor to map
 * @param viewer from picture to tensor and back
 * @param pictures what it was taught with
 */
public record InspectionModel(
    String key,
    long version,
    double threshold,
    Padim padim,
    Viewer viewer,
    TaughtPictures pictures) {
  public InspectionModel {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(padim, "padim");
    Objects.requireNonNull(viewer, "viewer");
    Objects.requireNonNull(pictures, "pictures");
  }

  /** A model that sees the whole frame. */
  public InspectionModel(
      String key,
      long version,
      double threshold,
      Padim padim,
      ImagePreprocessor preprocessor,
      TaughtPictures pictures) {
    this(key, version, threshold, padim, Viewer.whole(preprocessor), pictures);
  }

  /** One of whose pictures nothing is known. */
  public InspectionModel(
      String key, long version, double threshold, Padim padim, ImagePreprocessor preprocessor) {
    this(key, version, threshold, padim, preprocessor, TaughtPictures.UNKNOWN);
  }
}
