package org.mekiki.padim;

import java.util.List;
import org.mekiki.padim.feature.FeatureEmbedder;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.ImageArea;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.padim.gaussian.GaussianFactory;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.padim.gaussian.Regularization;
import org.mekiki.padim.map.AnomalyMapGenerator;
import org.mekiki.padim.map.GaussianBlur;
import org.mekiki.padim.map.MapGeneratorFactory;
import org.mekiki.padim.map.UncroppedMaps;
import org.mekiki.padim.threshold.Calibrator;

/**
 * The steps of a {@link Padim}, as {@link PadimBuilder} chose them.
 *
 * @param leftOut most images that are left out of their own model
 * @param keptBytes of embeddings of each kind that stay in memory while images are learned
 */
record PadimSteps(
    FeatureExtractor extractor,
    FeatureEmbedder embedder,
    GaussianFactory gaussians,
    Regularization regularization,
    Precision precision,
    MapGeneratorFactory mapGenerators,
    GaussianBlur blur,
    Calibrator calibrator,
    int leftOut,
    long keptBytes,
    List<ImageArea> areas) {

  /** The same, but for how they learn. */
  PadimSteps learning(Regularization regularizing, int most, long embeddingBytes) {
    return new PadimSteps(
        extractor,
        embedder,
        gaussians,
        regularizing,
        precision,
        mapGenerators,
        blur,
        calibrator,
        most,
        embeddingBytes,
        areas);
  }

  /**
   * The last steps.
   *
   * @param fitted null where distances are prepared
   */
  AnomalyMapGenerator maps(PatchGaussians fitted) {
    Preprocessing preprocessing = extractor.backbone().preprocessing();
    return UncroppedMaps.of(
        mapGenerators.create(embedder.grid(), fitted, preprocessing.shape(), blur), preprocessing);
  }
}
