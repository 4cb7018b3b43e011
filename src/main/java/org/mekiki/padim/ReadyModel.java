package org.mekiki.padim;

import org.mekiki.padim.feature.Embedding;
import org.mekiki.padim.map.AnomalyMap;
import org.mekiki.padim.map.AnomalyMapGenerator;
import org.mekiki.padim.threshold.MinMaxNormalizer;

/**
 * What scores. Immutable.
 *
 * @param model null where only its prepared form was kept
 * @param threshold from which on an image is anomalous
 * @param maps embedding → map
 */
record ReadyModel(
    PadimModel model, MinMaxNormalizer normalizer, double threshold, AnomalyMapGenerator maps) {
  ReadyModel(PadimModel model, AnomalyMapGenerator maps) {
    this(model, model.normalizer(), model.threshold(), maps);
  }

  ReadyModel scoringOnly() {
    return new ReadyModel(null, normalizer, threshold, maps);
  }

  /**
   * The model.
   *
   * @throws IllegalStateException if only what scoring needs was kept
   */
  PadimModel whole() {
    if (model == null) {
      throw new IllegalStateException(
          "only what scoring needs was kept of the model; build without scoringOnly() to have all");
    }
    return model;
  }

  /**
   * Scores an image.
   *
   * @throws ArithmeticException if the score is not finite
   */
  Prediction predict(Embedding embedding) {
    AnomalyMap map = maps.map(maps.distances(embedding));
    double score = map.finiteScore();
    return new Prediction(map, score, normalizer.normalize(score), score >= threshold);
  }
}
