package org.mekiki.config;

import org.mekiki.config.key.Values;
import org.mekiki.inspect.alarm.AlarmRules;

/** The whole configuration. Its text is safe to log: secrets are masked. */
public record MekikiConfig(
    KafkaSettings kafka,
    TopicsSettings topics,
    RegistrySettings registry,
    ReferenceSettings references,
    ScoreSettings score,
    AlarmRules alarms,
    TrainSettings train,
    ModelsSettings models,
    PadimSettings padim,
    ImageSettings image,
    WebSettings web,
    OnnxSettings onnx,
    MetricsSettings metrics,
    TracingSettings tracing) {

  static MekikiConfig of(KafkaSettings kafka, Values values) {
    return new MekikiConfig(
        kafka,
        TopicsSettings.of(values),
        RegistrySettings.of(values),
        ReferenceSettings.of(values),
        ScoreSettings.of(values),
        AlarmSettings.of(values),
        TrainSettings.of(values),
        ModelsSettings.of(values),
        PadimSettings.of(values),
        ImageSettings.of(values),
        WebSettings.of(values),
        OnnxSettings.of(values),
        MetricsSettings.of(values),
        TracingSettings.of(values));
  }
}
