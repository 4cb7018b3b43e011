package org.mekiki.padim;

import java.util.Optional;
import java.util.function.Supplier;
import org.mekiki.padim.feature.Embedding;
import org.mekiki.padim.looks.Looks;
import org.mekiki.padim.looks.TaughtLooks;
import org.mekiki.padim.map.AnomalyMap;
import org.mekiki.padim.map.AnomalyMapGenerator;
import org.mekiki.padim.map.LessCommonMaps;
import org.mekiki.padim.threshold.MinMaxNormalizer;

/**
 * What scores. Immutable.
 *
 * @param model null where only its prepared form was kept
 * @param threshold from which on an image is anomalous
 * @param looks of the good images
 * @param maps embedding → map
 */
record ReadyModel(
    PadimModel model,
    MinMaxNormalizer normalizer,
    double threshold,
    TaughtLooks looks,
    AnomalyMapGenerator maps) {
  /**
   * A model.
   *
   * @param whole maps of its distances as they are
   */
  static ReadyModel of(PadimModel model, AnomalyMapGenerator whole) {
    return new ReadyModel(
        model,
        model.normalizer(),
        model.threshold(),
        model.looks(),
        GroupedMaps.of(model.groups(), LessCommonMaps.of(model.common(), whole)));
  }

  /** As the other one, of a model whose distances are prepared. */
  static ReadyModel of(PreparedModel model, AnomalyMapGenerator whole) {
    return new ReadyModel(
        null,
        model.normalizer(),
        model.threshold(),
        model.looks(),
        GroupedMaps.of(model.groups(), LessCommonMaps.of(model.common(), whole)));
  }

  ReadyModel scoringOnly() {
    return new ReadyModel(null, normalizer, threshold, looks, maps);
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
   * @param image what it is like as a whole
   * @throws ArithmeticException if the score is not finite
   */
  Prediction predict(Embedding embedding, Supplier<Looks> image) {
    AnomalyMap map = maps.map(maps.distances(embedding));
    double largest = map.finiteScore();
    Optional<String> unlike = largest >= threshold ? Optional.empty() : looks.unlike(image.get());
    double score = unlike.isEmpty() ? largest : threshold;
    return new Prediction(map, score, normalizer.normalize(score), score >= threshold, unlike);
  }
}
