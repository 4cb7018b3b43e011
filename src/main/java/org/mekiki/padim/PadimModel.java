package org.mekiki.padim;

import java.util.Objects;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.looks.TaughtLooks;
import org.mekiki.padim.map.CommonDistance;
import org.mekiki.padim.threshold.GoodGroups;
import org.mekiki.padim.threshold.MinMaxNormalizer;
import org.mekiki.text.Text;

/**
 * All that training makes: enough to score, together with the backbone that it names.
 *
 * @param backbone the network whose features these are
 * @param embedding how its features become embeddings
 * @param gaussians of all patches, in the grid's order
 * @param normalizer scale of the normalised score
 * @param threshold raw score from which on an image counts as anomalous
 * @param frames number of images in the Gaussians
 * @param groups of good images whose scores differ
 * @param common what is taken off all distances of an image
 * @param looks what the good images are like as a whole
 */
public record PadimModel(
    Backbone backbone,
    EmbeddingSettings embedding,
    PatchGaussians gaussians,
    MinMaxNormalizer normalizer,
    double threshold,
    long frames,
    GoodGroups groups,
    CommonDistance common,
    TaughtLooks looks) {
  public PadimModel {
    Objects.requireNonNull(normalizer, "normalizer");
    Objects.requireNonNull(groups, "groups");
    if (embedding.reduction().inputs() != backbone.channels()) {
      throw new IllegalArgumentException(
          Text.of(
              "the model reduces %d features but backbone '%s' gives %d",
              embedding.reduction().inputs(), backbone.name(), backbone.channels()));
    }
    if (gaussians.firstPatch() != 0
        || gaussians.patches() != embedding.grid().patches()
        || gaussians.dimensions() != embedding.reduction().dimensions()) {
      throw new IllegalArgumentException(
          Text.of(
              "Gaussians of patches %d+%d with %d dimensions do not fill %s with %d dimensions",
              gaussians.firstPatch(),
              gaussians.patches(),
              gaussians.dimensions(),
              embedding.grid(),
              embedding.reduction().dimensions()));
    }
    Objects.requireNonNull(common, "common");
    Objects.requireNonNull(looks, "looks");
    if (!Double.isFinite(threshold)) {
      throw new IllegalArgumentException("threshold " + threshold + " is not finite");
    }
  }

  /** A model of whose good images nothing more is known, with distances as they are. */
  public PadimModel(
      Backbone backbone,
      EmbeddingSettings embedding,
      PatchGaussians gaussians,
      MinMaxNormalizer normalizer,
      double threshold,
      long frames) {
    this(
        backbone,
        embedding,
        gaussians,
        normalizer,
        threshold,
        frames,
        GoodGroups.NONE,
        CommonDistance.NONE,
        TaughtLooks.NONE);
  }

  /** The same Gaussians with scale and threshold of other good images, one for all of them. */
  PadimModel validated(
      MinMaxNormalizer scale, double limit, CommonDistance taken, TaughtLooks all) {
    return new PadimModel(
        backbone, embedding, gaussians, scale, limit, frames, GoodGroups.NONE, taken, all);
  }
}
