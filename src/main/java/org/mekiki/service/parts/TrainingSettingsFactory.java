package org.mekiki.service.parts;

import java.util.List;
import java.util.Optional;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.PadimSettings;
import org.mekiki.config.choice.ModelPrecision;
import org.mekiki.config.choice.ThresholdMethod;
import org.mekiki.config.type.GridSetting;
import org.mekiki.evaluate.metric.F1OnceLabelled;
import org.mekiki.model.chunk.Tiling;
import org.mekiki.padim.feature.AutoDimensions;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.Reduction;
import org.mekiki.padim.feature.Reductions;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.padim.gaussian.Regularization;
import org.mekiki.padim.threshold.Threshold;
import org.mekiki.padim.threshold.Thresholds;
import org.mekiki.stream.training.message.TrainingSettings;

/** Configuration and backbone → what a model is made with. */
public final class TrainingSettingsFactory {
  private TrainingSettingsFactory() {}

  public static TrainingSettings of(MekikiConfig config, Backbone backbone) {
    return of(config, backbone, backbone.preprocessing().shape());
  }

  /**
   * For a network that was resized.
   *
   * @param own what the network takes by itself
   */
  public static TrainingSettings of(MekikiConfig config, Backbone backbone, ImageShape own) {
    PadimSettings padim = config.padim();
    return of(
        config,
        backbone,
        embedding(padim, backbone, own, 0),
        padim.dimensionsAreAutomatic()
            ? Optional.of(
                of(
                    config,
                    backbone,
                    embedding(padim, backbone, own, AutoDimensions.ENOUGH),
                    Optional.empty()))
            : Optional.empty());
  }

  private static TrainingSettings of(
      MekikiConfig config,
      Backbone backbone,
      EmbeddingSettings embedding,
      Optional<TrainingSettings> ofManyFrames) {
    PadimSettings padim = config.padim();
    Tiling tiling = Tiling.of(embedding.grid(), embedding.reduction().dimensions());
    return new TrainingSettings(
        backbone,
        embedding,
        regularization(padim),
        precision(padim.modelPrecision()),
        tiling,
        config.train().foldEvery(),
        config.train().validationMaxFrames(),
        padim.falseAlarmRate(),
        rate -> threshold(padim.thresholdMethod(), rate, embedding.reduction().dimensions()),
        ofManyFrames);
  }

  /**
   * How a threshold is chosen.
   *
   * @param rate target share of good frames above it
   * @param dimensions D
   */
  public static Threshold threshold(ThresholdMethod method, double rate, int dimensions) {
    return switch (method) {
      case QUANTILE -> Thresholds.quantile(rate);
      case ONE_QUANTILE -> Thresholds.quantileForAll(rate);
      case F1 -> new F1OnceLabelled(rate);
      case CHI_SQUARE -> Thresholds.chiSquare(rate, dimensions);
    };
  }

  public static Precision precision(ModelPrecision configured) {
    return switch (configured) {
      case FLOAT32 -> Precision.FLOAT32;
      case BF16 -> Precision.BF16;
      case INT8 -> Precision.INT8;
    };
  }

  /**
   * For a network at its own size.
   *
   * @param goodFrames that are given to learn; 0 if that is not known
   */
  public static EmbeddingSettings embedding(
      PadimSettings padim, Backbone backbone, long goodFrames) {
    return embedding(padim, backbone, backbone.preprocessing().shape(), goodFrames);
  }

  /**
   * For a network that was resized: patches cover as many of its pixels as on its own size.
   *
   * @param own what the network takes by itself
   * @param goodFrames that are given to learn; 0 if that is not known
   */
  public static EmbeddingSettings embedding(
      PadimSettings padim, Backbone backbone, ImageShape own, long goodFrames) {
    return embedding(padim, backbone, List.of(backbone), own, goodFrames);
  }

  /** For one network or a pair: up to D dimensions of each. */
  public static EmbeddingSettings embedding(
      PadimSettings padim, FeatureExtractor extractor, ImageShape own, long goodFrames) {
    return embedding(padim, extractor.backbone(), extractor.networks(), own, goodFrames);
  }

  private static EmbeddingSettings embedding(
      PadimSettings padim,
      Backbone backbone,
      List<Backbone> networks,
      ImageShape own,
      long goodFrames) {
    int dimensions = dimensions(padim, goodFrames);
    Reduction reduction =
        Reductions.joined(
            networks.stream().map(network -> reduction(padim, network, dimensions)).toList());
    return new EmbeddingSettings(
        grid(padim.grid(), backbone, own), padim.neighbourhood(), reduction);
  }

  private static Grid grid(GridSetting setting, Backbone backbone, ImageShape own) {
    FeatureShape first = backbone.features().get(0);
    ImageShape input = backbone.preprocessing().shape();
    return setting.isFirstFeature()
        ? new Grid(first.height(), first.width())
        : new Grid(
            scaled(setting.height(), input.height(), own.height()),
            scaled(setting.width(), input.width(), own.width()));
  }

  private static int scaled(int patches, int side, int own) {
    return (int) Math.max(1, Math.round((double) patches * side / own));
  }

  /**
   * D, of each network that has as many features.
   *
   * @param goodFrames that are given to learn; 0 if that is not known
   */
  public static int dimensions(PadimSettings padim, long goodFrames) {
    return padim.dimensions().isAuto()
        ? AutoDimensions.of(goodFrames)
        : padim.dimensions().number();
  }

  /**
   * How many features an automatic setting takes, and why; empty where they are set.
   *
   * @param networks whose features these are
   */
  public static Optional<String> aboutDimensions(
      PadimSettings padim, EmbeddingSettings embedding, List<Backbone> networks, long goodFrames) {
    int[] features = networks.stream().mapToInt(Backbone::channels).toArray();
    return padim.dimensionsAreAutomatic()
        ? Optional.of(AutoDimensions.text(goodFrames, embedding.reduction(), features))
        : Optional.empty();
  }

  private static Reduction reduction(PadimSettings padim, Backbone backbone, int most) {
    int inputs = backbone.channels();
    int dimensions = Math.min(most, inputs);
    return switch (padim.reduction()) {
      case STRATIFIED ->
          Reductions.stratifiedSelection(backbone.features(), dimensions, padim.seed());
      case RANDOM -> Reductions.randomSelection(inputs, dimensions, padim.seed());
      case SEMI_ORTHOGONAL -> Reductions.semiOrthogonal(inputs, dimensions, padim.seed());
      case ALL -> Reductions.all(inputs);
    };
  }

  public static Regularization regularization(PadimSettings padim) {
    return switch (padim.regularization()) {
      case RELATIVE -> new Regularization.Relative(padim.regularizationValue());
      case ABSOLUTE -> new Regularization.Absolute(padim.regularizationValue());
      case LEDOIT_WOLF -> new Regularization.LedoitWolf();
    };
  }
}
