package org.mekiki.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mekiki.config.key.ConfigKey;
import org.mekiki.inspect.alarm.AlarmRules;
import org.mekiki.inspect.alarm.CountRule;
import org.mekiki.inspect.alarm.DriftRule;

/** Every setting twice: left out and set. A setting that is missing here fails. */
class ConfigKeysTest {
  static Stream<SettingCase> cases() {
    return Stream.of(SharedCases.all(), ScoringCases.all(), TrainingCases.all())
        .flatMap(all -> all);
  }

  /** What a setting needs another one for. */
  private static String also(SettingCase setting) {
    return setting.written().equals("confluent-avro") ? "registry.url = http://registry\n" : "";
  }

  @Test
  void noSettingIsForgottenHere() {
    assertThat(cases().map(SettingCase::key))
        .containsExactlyInAnyOrderElementsOf(
            ConfigKeys.all().stream().map(ConfigKey::name).toList());
  }

  @Test
  void everyFieldOfTheRecordsHasASetting() {
    int fields = 1; // kafka.bootstrap.servers; the rest of kafka is passed on
    for (Class<?> section :
        List.of(
            RegistrySettings.class,
            ReferenceSettings.class,
            ScoreSettings.class,
            AlarmRules.class,
            CountRule.class,
            CountRule.class,
            DriftRule.class,
            TrainSettings.class,
            ModelsSettings.class,
            PadimSettings.class,
            ImageSettings.class,
            WebSettings.class,
            WebSettings.Access.class,
            OnnxSettings.class,
            MetricsSettings.class,
            TracingSettings.class)) {
      fields += section.getRecordComponents().length;
    }
    // And topics.prefix and topics.site, less the retention of compacted topics, the record within
    // web's record, whether web's port was asked for, and the three records within that of alarms.
    long compacted = Arrays.stream(Topic.values()).filter(Topic::isCompacted).count();
    fields += 3 * Topic.values().length + 2 - 3 - (int) compacted;
    assertThat(ConfigKeys.all()).hasSize(fields);
    assertThat(
            Arrays.stream(MekikiConfig.class.getRecordComponents()).map(RecordComponent::getName))
        .containsExactly(
            "kafka",
            "topics",
            "registry",
            "references",
            "score",
            "alarms",
            "train",
            "models",
            "padim",
            "image",
            "web",
            "onnx",
            "metrics",
            "tracing");
  }

  @Test
  void noTwoSettingsShareAnEnvironmentVariable() {
    assertThat(ConfigKeys.all().stream().map(ConfigKey::environmentName)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void leftOutItHasItsDefault(SettingCase setting) {
    assertThat(setting.getter().apply(new ConfigLoader().load())).isEqualTo(setting.byDefault());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void setInAFileItArrives(SettingCase setting, @TempDir Path folder) throws Exception {
    assertThat(setting.explicit()).isNotEqualTo(setting.byDefault());
    Path file = folder.resolve("mekiki.properties");
    Files.writeString(file, setting.key() + " = " + setting.written() + "\n" + also(setting));
    assertThat(setting.getter().apply(new ConfigLoader().file(file).load()))
        .isEqualTo(setting.explicit());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void setInTheEnvironmentItArrives(SettingCase setting) {
    String variable =
        "MEKIKI_" + setting.key().toUpperCase(java.util.Locale.ROOT).replaceAll("[.-]", "_");
    Map<String, String> environment = new HashMap<>(Map.of(variable, setting.written()));
    if (!also(setting).isEmpty()) {
      environment.put("MEKIKI_REGISTRY_URL", "http://registry");
    }
    var config = new ConfigLoader().environment(environment).load();
    assertThat(setting.getter().apply(config)).isEqualTo(setting.explicit());
  }
}
