package org.mekiki.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.mekiki.config.choice.BackbonePrecision;
import org.mekiki.config.choice.GroupProtocol;
import org.mekiki.config.choice.ModelPrecision;
import org.mekiki.config.choice.ReductionMethod;
import org.mekiki.config.choice.RegularizationMethod;
import org.mekiki.config.choice.StoreChoice;
import org.mekiki.config.choice.ThresholdMethod;
import org.mekiki.config.type.BackboneSetting;
import org.mekiki.config.type.DimensionsSetting;
import org.mekiki.config.type.GridSetting;

/** The settings of training and of its models. */
final class TrainingCases {
  private TrainingCases() {}

  static Stream<SettingCase> all() {
    return Stream.of(train(), padim()).flatMap(List::stream);
  }

  private static List<SettingCase> train() {
    return List.of(
        train("application-id", "mekiki-train", "school", "school", TrainSettings::applicationId),
        train("threads", 0, "2", 2, TrainSettings::threads),
        train("fold-every", 200, "50", 50, TrainSettings::foldEvery),
        train("validation.max-frames", 1000, "50", 50, TrainSettings::validationMaxFrames),
        train(
            "backbone.precision",
            BackbonePrecision.FLOAT32,
            "int8",
            BackbonePrecision.INT8,
            TrainSettings::backbonePrecision),
        train("backbone.calibration-frames", 40, "20", 20, TrainSettings::backboneFrames),
        train("backbone.max-noise", 0.1, "0.05", 0.05, TrainSettings::backboneMaxNoise),
        train(
            "state-memory",
            Optional.empty(),
            "64MiB",
            Optional.of(64L << 20),
            TrainSettings::stateMemory),
        train(
            "commit-interval",
            Duration.ofMillis(250),
            "5s",
            Duration.ofSeconds(5),
            TrainSettings::commitInterval),
        train(
            "transaction-timeout",
            Duration.ofSeconds(60),
            "90s",
            Duration.ofSeconds(90),
            TrainSettings::transactionTimeout),
        train(
            "group-protocol",
            GroupProtocol.CLASSIC,
            "streams",
            GroupProtocol.STREAMS,
            TrainSettings::groupProtocol),
        train("store", StoreChoice.AUTO, "disk", StoreChoice.DISK, TrainSettings::store),
        train(
            "state-dir",
            Optional.empty(),
            "state",
            Optional.of(Path.of("state")),
            TrainSettings::stateDir),
        train(
            "run-expiry",
            Duration.ofHours(24),
            "2h",
            Duration.ofHours(2),
            TrainSettings::runExpiry));
  }

  private static SettingCase train(
      String key, Object byDefault, String text, Object set, Function<TrainSettings, Object> get) {
    return new SettingCase("train." + key, byDefault, text, set, c -> get.apply(c.train()));
  }

  private static List<SettingCase> padim() {
    return List.of(
        padim(
            "backbone",
            BackboneSetting.ONLY_BUILT_IN,
            SettingCase.FILE.toString(),
            new BackboneSetting(List.of(Optional.of(SettingCase.FILE))),
            PadimSettings::backbone),
        padim("backbone.max-tiles", 64, "200", 200, PadimSettings::maxTiles),
        padim("features", List.of(), "a,b/c:0", List.of("a", "b/c:0"), PadimSettings::features),
        padim(
            "dimensions",
            new DimensionsSetting(200),
            "auto",
            DimensionsSetting.AUTO,
            PadimSettings::dimensions),
        padim("seed", 1024L, "-7", -7L, PadimSettings::seed),
        padim("grid", new GridSetting(28, 28), "14x20", new GridSetting(14, 20), s -> s.grid()),
        padim("neighbourhood", 3, "1", 1, PadimSettings::neighbourhood),
        padim(
            "reduction",
            ReductionMethod.STRATIFIED,
            "semi-orthogonal",
            ReductionMethod.SEMI_ORTHOGONAL,
            PadimSettings::reduction),
        padim(
            "regularization",
            RegularizationMethod.RELATIVE,
            "ledoit-wolf",
            RegularizationMethod.LEDOIT_WOLF,
            PadimSettings::regularization),
        padim("regularization.value", 0.01, "1e-3", 0.001, PadimSettings::regularizationValue),
        padim(
            "threshold.method",
            ThresholdMethod.QUANTILE,
            "f1",
            ThresholdMethod.F1,
            PadimSettings::thresholdMethod),
        padim("threshold.false-alarm-rate", 0.02, "0.05", 0.05, PadimSettings::falseAlarmRate),
        padim(
            "model.precision",
            ModelPrecision.INT8,
            "bf16",
            ModelPrecision.BF16,
            PadimSettings::modelPrecision));
  }

  private static SettingCase padim(
      String key, Object byDefault, String text, Object set, Function<PadimSettings, Object> get) {
    return new SettingCase("padim." + key, byDefault, text, set, c -> get.apply(c.padim()));
  }
}
