package org.mekiki.padim;

import java.util.Objects;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.gaussian.MahalanobisDistance;
import org.mekiki.padim.looks.TaughtLooks;
import org.mekiki.padim.map.CommonDistance;
import org.mekiki.padim.threshold.GoodGroups;
import org.mekiki.padim.threshold.MinMaxNormalizer;

/**
 * What scoring needs of a {@link PadimModel} whose distances are prepared.
 *
 * @param backbone the network whose features these are
 * @param embedding how its features become embeddings
 * @param distance of all patches that count, in the grid's order
 * @param normalizer scale of the normalised score
 * @param threshold raw score from which on an image counts as anomalous
 * @param groups of good images whose scores differ
 * @param common what is taken off all distances of an image
 * @param looks what the good images are like as a whole
 */
public record PreparedModel(
    Backbone backbone,
    EmbeddingSettings embedding,
    MahalanobisDistance distance,
    MinMaxNormalizer normalizer,
    double threshold,
    GoodGroups groups,
    CommonDistance common,
    TaughtLooks looks) {
  public PreparedModel {
    Objects.requireNonNull(backbone, "backbone");
    Objects.requireNonNull(embedding, "embedding");
    Objects.requireNonNull(distance, "distance");
    Objects.requireNonNull(normalizer, "normalizer");
    Objects.requireNonNull(groups, "groups");
    Objects.requireNonNull(common, "common");
    Objects.requireNonNull(looks, "looks");
  }
}
