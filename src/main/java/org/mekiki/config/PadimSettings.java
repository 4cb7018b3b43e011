package org.mekiki.config;

import java.util.List;
import org.mekiki.config.choice.ModelPrecision;
import org.mekiki.config.choice.ReductionMethod;
import org.mekiki.config.choice.RegularizationMethod;
import org.mekiki.config.choice.ThresholdMethod;
import org.mekiki.config.key.ConfigGroup;
import org.mekiki.config.key.ConfigKey;
import org.mekiki.config.key.Values;
import org.mekiki.config.type.BackboneSetting;
import org.mekiki.config.type.DimensionsSetting;
import org.mekiki.config.type.GridSetting;
import org.mekiki.config.type.ValueTypes;

/**
 * How models are made.
 *
 * @param backbone the network, or two
 * @param maxTiles in which a network may look at a frame
 * @param features names of tensors; empty for the backbone's own
 */
public record PadimSettings(
    BackboneSetting backbone,
    int maxTiles,
    List<String> features,
    DimensionsSetting dimensions,
    long seed,
    GridSetting grid,
    int neighbourhood,
    ReductionMethod reduction,
    RegularizationMethod regularization,
    double regularizationValue,
    ThresholdMethod thresholdMethod,
    double falseAlarmRate,
    ModelPrecision modelPrecision) {
  static final ConfigGroup KEYS = new ConfigGroup();

  public static final ConfigKey<BackboneSetting> BACKBONE =
      KEYS.key(
          "padim.backbone",
          ValueTypes.backbone(),
          BackboneSetting.BUILT_IN,
          "Network that computes the features: built-in, or an ONNX file. `evaluate` also takes"
              + " two, for example built-in+net.onnx.");
  public static final ConfigKey<Integer> MAX_TILES =
      KEYS.key(
          "padim.backbone.max-tiles",
          ValueTypes.integer(1, 4096),
          "64",
          "Maximum number of tiles in which a network that takes one size only looks at a"
              + " frame with a view. N tiles take N times as long. Views and models that need more"
              + " are refused.");
  public static final ConfigKey<List<String>> FEATURES =
      KEYS.key(
          "padim.features",
          ValueTypes.list("names of tensors"),
          "",
          "Tensors of the network to use as features; `mekiki backbone inspect FILE` lists"
              + " them. Not set: the built-in network's own, or those that the file beside the"
              + " network names.");
  public static final ConfigKey<DimensionsSetting> DIMENSIONS =
      KEYS.key(
          "padim.dimensions",
          ValueTypes.dimensions(),
          "200",
          "Number of dimensions D to which a patch's features are reduced; at most the network's"
              + " number of features. Of two networks, up to D of each. auto: 200, and 400 for"
              + " models that are given 300 good frames or more, or as many as the network has."
              + " With train.backbone.precision = int8, auto is refused.");
  public static final ConfigKey<Long> SEED =
      KEYS.key(
          "padim.seed",
          ValueTypes.anyLong(),
          "1024",
          "Seed of the random selection or projection.");
  public static final ConfigKey<GridSetting> GRID =
      KEYS.key(
          "padim.grid",
          ValueTypes.grid(),
          "28x28",
          "Grid of patches, one Gaussian for each. first-feature, or paper: the first feature's"
              + " own.");
  public static final ConfigKey<Integer> NEIGHBOURHOOD =
      KEYS.key(
          "padim.neighbourhood",
          ValueTypes.oddInteger(1, 15),
          "3",
          "Side of the patches' neighbourhood over which features are averaged; 1 for none, as in"
              + " the paper.");
  public static final ConfigKey<ReductionMethod> REDUCTION =
      KEYS.key(
          "padim.reduction",
          ValueTypes.choice(ReductionMethod.class),
          "stratified",
          "How features are reduced. stratified: a seeded selection, the same share of each"
              + " of the network's tensors. random: a seeded selection over all of them, as in the"
              + " paper. semi-orthogonal: a seeded projection. all: no reduction, padim.dimensions"
              + " is not used.");
  public static final ConfigKey<RegularizationMethod> REGULARIZATION =
      KEYS.key(
          "padim.regularization",
          ValueTypes.choice(RegularizationMethod.class),
          "relative",
          "What is added to a covariance. relative: a fraction of the mean variance over all"
              + " patches and features. absolute: a number, as in the paper. ledoit-wolf: an"
              + " estimate for each patch.");
  public static final ConfigKey<Double> REGULARIZATION_VALUE =
      KEYS.key(
          "padim.regularization.value",
          ValueTypes.real("1e-12", "1000"),
          "0.01",
          "The fraction of relative or the number of absolute; ledoit-wolf does not use it.");
  public static final ConfigKey<ThresholdMethod> THRESHOLD_METHOD =
      KEYS.key(
          "padim.threshold.method",
          ValueTypes.choice(ThresholdMethod.class),
          "quantile",
          "How a model's threshold is chosen. quantile: the share padim.threshold.false-alarm-rate"
              + " of good frames exceeds it; groups of good frames with different scores, for"
              + " example from two lamps, get one each. one-quantile: one for all good frames. f1:"
              + " the best F1 of good and labelled defective frames; without defective ones as"
              + " one-quantile. chi-square: from theory alone.");
  public static final ConfigKey<Double> FALSE_ALARM_RATE =
      KEYS.key(
          "padim.threshold.false-alarm-rate",
          ValueTypes.real("0.0001", "0.5"),
          "0.02",
          "Target share of good frames over the threshold.");
  public static final ConfigKey<ModelPrecision> MODEL_PRECISION =
      KEYS.key(
          "padim.model.precision",
          ValueTypes.choice(ModelPrecision.class),
          "int8",
          "Precision of a model's numbers, published and in memory. int8 takes a quarter of"
              + " float32's size, bf16 half of it. Scores differ by 1 % at most, AUROC in the"
              + " fourth digit. A published model keeps its own.");

  public PadimSettings {
    features = List.copyOf(features);
  }

  /** Whether D follows the number of good frames; without a reduction there is no D to choose. */
  public boolean dimensionsAreAutomatic() {
    return dimensions.isAuto() && reduction != ReductionMethod.ALL;
  }

  static PadimSettings of(Values values) {
    return new PadimSettings(
        values.get(BACKBONE),
        values.get(MAX_TILES),
        values.get(FEATURES),
        values.get(DIMENSIONS),
        values.get(SEED),
        values.get(GRID),
        values.get(NEIGHBOURHOOD),
        values.get(REDUCTION),
        values.get(REGULARIZATION),
        values.get(REGULARIZATION_VALUE),
        values.get(THRESHOLD_METHOD),
        values.get(FALSE_ALARM_RATE),
        values.get(MODEL_PRECISION));
  }
}
