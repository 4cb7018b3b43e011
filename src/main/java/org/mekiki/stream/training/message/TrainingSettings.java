package org.mekiki.stream.training.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.DoubleFunction;
import org.mekiki.model.chunk.Tiling;
import org.mekiki.padim.Variations;
import org.mekiki.padim.feature.AutoDimensions;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.Reduction;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.padim.gaussian.Regularization;
import org.mekiki.padim.gaussian.RunningGaussian;
import org.mekiki.padim.threshold.HeldOutSample;
import org.mekiki.padim.threshold.Repetition;
import org.mekiki.padim.threshold.Threshold;
import org.mekiki.text.Sha256;
import org.mekiki.text.Text;

/**
 * What a trainer makes models with; the same for every instance of one trainer.
 *
 * @param embedding how features become embeddings
 * @param precision of the published factors
 * @param tiling how the patches are cut into tiles
 * @param foldEvery embeddings that a tile buffers before it folds them, 1 or more
 * @param heldOut frames whose leave-one-out scores make the threshold, and most validation frames
 *     of each role that are kept, 1 or more; fewer where embeddings are very large, see {@link
 *     HeldOutSample}
 * @param falseAlarmRate target share of good frames above the threshold, unless a command says
 * @param threshold strategy for a target false-alarm rate
 * @param ofManyFrames those of a run that says it has {@link AutoDimensions#ENOUGH} good frames or
 *     more, where D depends on that; empty where D is fixed
 */
public record TrainingSettings(
    Backbone backbone,
    EmbeddingSettings embedding,
    Regularization regularization,
    Precision precision,
    Tiling tiling,
    int foldEvery,
    int heldOut,
    double falseAlarmRate,
    DoubleFunction<Threshold> threshold,
    Optional<TrainingSettings> ofManyFrames) {
  private static final int FINGERPRINT_CHARACTERS = 16;

  public TrainingSettings {
    heldOut = HeldOutSample.size(tiling.grid().patches(), tiling.dimensions(), heldOut);
    if (foldEvery < 1 || heldOut < 1) {
      throw new IllegalArgumentException(
          "foldEvery " + foldEvery + " and heldOut " + heldOut + ": each must be at least 1");
    }
    if (embedding.reduction().inputs() != backbone.channels()) {
      throw new IllegalArgumentException(
          Text.of(
              "the reduction takes %d features but backbone '%s' gives %d",
              embedding.reduction().inputs(), backbone.name(), backbone.channels()));
    }
  }

  /**
   * Those of a run.
   *
   * @param goodFrames that it says it will learn; 0 if it does not say
   */
  public TrainingSettings forFrames(long goodFrames) {
    return goodFrames >= AutoDimensions.ENOUGH ? ofManyFrames.orElse(this) : this;
  }

  /** The same with another network, of the same features. */
  public TrainingSettings with(Backbone other) {
    return new TrainingSettings(
        other,
        embedding,
        regularization,
        precision,
        tiling,
        foldEvery,
        heldOut,
        falseAlarmRate,
        threshold,
        ofManyFrames.map(many -> many.with(other)));
  }

  /**
   * Names what must be equal for two frames to go into the same Gaussians: backbone, features,
   * preprocessing, grid, neighbourhood, reduction and tiling.
   */
  public String fingerprint() {
    StringBuilder text = new StringBuilder();
    text.append(backbone.sha256()).append('\n').append(backbone.preprocessing()).append('\n');
    for (FeatureShape feature : backbone.features()) {
      text.append(feature).append('\n');
    }
    text.append(embedding.grid()).append(' ').append(embedding.neighbourhood()).append('\n');
    text.append(tiling.patchesPerTile()).append('\n');
    MessageDigest digest = Sha256.digest();
    digest.update(text.toString().getBytes(StandardCharsets.UTF_8));
    digest.update(bytes(embedding.reduction()));
    return Sha256.hex(digest).substring(0, FINGERPRINT_CHARACTERS);
  }

  /**
   * Most that the state of one model takes while it is taught: the running Gaussians, embeddings
   * that are not folded yet or held out, copies of few frames, and signatures. It does not grow
   * with the frames.
   */
  public long stateBytes() {
    long patches = tiling.grid().patches();
    long gaussians = patches * RunningGaussian.bytesPerPatch(tiling.dimensions());
    long embedding = Float.BYTES * patches * tiling.dimensions();
    long signatures = (long) Float.BYTES * Repetition.LENGTH * Repetition.MAX_IMAGES;
    int few = Variations.ENOUGH * (1 + Variations.each(Variations.ENOUGH - 1));
    return gaussians + Math.max(foldEvery + heldOut, few) * embedding + signatures;
  }

  /** As {@link #stateBytes}, of any run. */
  public long mostStateBytes() {
    return Math.max(stateBytes(), ofManyFrames.map(TrainingSettings::stateBytes).orElse(0L));
  }

  private static byte[] bytes(Reduction reduction) {
    if (reduction instanceof Reduction.Selection selection) {
      ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES * selection.indices().length);
      buffer.asIntBuffer().put(selection.indices());
      return buffer.array();
    }
    Reduction.Projection projection = (Reduction.Projection) reduction;
    ByteBuffer buffer = ByteBuffer.allocate(Float.BYTES * projection.weights().length);
    buffer.asFloatBuffer().put(projection.weights());
    return buffer.array();
  }
}
