package org.mekiki.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How models are made. The meaning of each stands at its key in {@link ConfigKeys}.
 *
 * @param backbone an ONNX file; empty for the built-in backbone
 * @param features names of tensors; empty for the backbone's own
 */
public record PadimSettings(
    Optional<Path> backbone,
    List<String> features,
    int dimensions,
    long seed,
    GridSetting grid,
    int neighbourhood,
    ReductionMethod reduction,
    RegularizationMethod regularization,
    double regularizationValue,
    ThresholdMethod thresholdMethod,
    double falseAlarmRate,
    ModelPrecision modelPrecision) {

  public PadimSettings {
    features = List.copyOf(features);
  }

  static PadimSettings of(Values values) {
    return new PadimSettings(
        values.get(ConfigKeys.PADIM_BACKBONE),
        values.get(ConfigKeys.PADIM_FEATURES),
        values.get(ConfigKeys.PADIM_DIMENSIONS),
        values.get(ConfigKeys.PADIM_SEED),
        values.get(ConfigKeys.PADIM_GRID),
        values.get(ConfigKeys.PADIM_NEIGHBOURHOOD),
        values.get(ConfigKeys.PADIM_REDUCTION),
        values.get(ConfigKeys.PADIM_REGULARIZATION),
        values.get(ConfigKeys.PADIM_REGULARIZATION_VALUE),
        values.get(ConfigKeys.PADIM_THRESHOLD_METHOD),
        values.get(ConfigKeys.PADIM_FALSE_ALARM_RATE),
        values.get(ConfigKeys.PADIM_MODEL_PRECISION));
  }
}
