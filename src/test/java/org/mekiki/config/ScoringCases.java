package org.mekiki.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.mekiki.config.choice.AvroFormat;
import org.mekiki.config.choice.GroupProtocol;
import org.mekiki.config.choice.Guarantee;
import org.mekiki.config.choice.RecordFormat;
import org.mekiki.inspect.alarm.AlarmKind;
import org.mekiki.inspect.alarm.AlarmRules;

/** The settings of scoring and its alarms. */
final class ScoringCases {
  private ScoringCases() {}

  static Stream<SettingCase> all() {
    return Stream.of(score(), alarms()).flatMap(List::stream);
  }

  private static List<SettingCase> score() {
    return List.of(
        score("application-id", "mekiki-score", "line-4", "line-4", ScoreSettings::applicationId),
        score("threads", 0, "4", 4, ScoreSettings::threads),
        score(
            "guarantee",
            Guarantee.EXACTLY_ONCE,
            "at_least_once",
            Guarantee.AT_LEAST_ONCE,
            ScoreSettings::guarantee),
        score(
            "commit-interval",
            Duration.ofMillis(100),
            "250ms",
            Duration.ofMillis(250),
            ScoreSettings::commitInterval),
        score(
            "transaction-timeout",
            Duration.ofSeconds(60),
            "2m",
            Duration.ofMinutes(2),
            ScoreSettings::transactionTimeout),
        score("buffered-frames", 8, "16", 16, ScoreSettings::bufferedFrames),
        score(
            "group-protocol",
            GroupProtocol.CLASSIC,
            "streams",
            GroupProtocol.STREAMS,
            ScoreSettings::groupProtocol),
        score(
            "scores.format",
            RecordFormat.AVRO,
            "json",
            RecordFormat.JSON,
            ScoreSettings::scoresFormat),
        score(
            "anomalies.format",
            RecordFormat.JSON,
            "avro",
            RecordFormat.AVRO,
            ScoreSettings::anomaliesFormat),
        score(
            "heatmaps.format",
            AvroFormat.AVRO,
            "confluent-avro",
            AvroFormat.CONFLUENT_AVRO,
            ScoreSettings::heatmapsFormat),
        score(
            "thresholds",
            Map.of(),
            "cam-1=12.5, left=cam = 3",
            Map.of("cam-1", 12.5, "left=cam", 3.0),
            ScoreSettings::thresholds),
        score("max-regions", 16, "3", 3, ScoreSettings::maxRegions),
        score(
            "models.max-bytes",
            Optional.empty(),
            "512MiB",
            Optional.of(512L << 20),
            ScoreSettings::modelsMaxBytes),
        score(
            "models.cache",
            Optional.empty(),
            "/var/cache/mekiki",
            Optional.of(Path.of("/var/cache/mekiki")),
            ScoreSettings::modelsCache),
        score(
            "models.cache-max-bytes",
            32L << 30,
            "2GiB",
            2L << 30,
            ScoreSettings::modelsCacheMaxBytes),
        score(
            "models.wanted",
            List.of(),
            "cam-1, cam-2",
            List.of("cam-1", "cam-2"),
            ScoreSettings::modelsWanted),
        score("warm-up", Duration.ofSeconds(2), "0s", Duration.ZERO, ScoreSettings::warmUp),
        score(
            "state-dir",
            Optional.empty(),
            "/var/s",
            Optional.of(Path.of("/var/s")),
            ScoreSettings::stateDir),
        score(
            "state-memory",
            Optional.empty(),
            "64MiB",
            Optional.of(64L << 20),
            ScoreSettings::stateMemory));
  }

  private static SettingCase score(
      String key, Object byDefault, String text, Object set, Function<ScoreSettings, Object> get) {
    return new SettingCase("score." + key, byDefault, text, set, c -> get.apply(c.score()));
  }

  private static List<SettingCase> alarms() {
    return List.of(
        alarms(
            "kinds",
            EnumSet.allOf(AlarmKind.class),
            "drift, no-frames",
            EnumSet.of(AlarmKind.DRIFT, AlarmKind.NO_FRAMES),
            AlarmRules::kinds),
        alarms(
            "minimum-duration",
            Duration.ofSeconds(30),
            "0ms",
            Duration.ZERO,
            AlarmRules::minimumDuration),
        alarms(
            "forget-after", Duration.ofDays(7), "1h", Duration.ofHours(1), AlarmRules::forgetAfter),
        alarms("anomalous.frames", 3, "2", 2, a -> a.anomalous().frames()),
        alarms("anomalous.window", 5, "7", 7, a -> a.anomalous().window()),
        alarms("anomalous.clear-frames", 0, "1", 1, a -> a.anomalous().clearFrames()),
        alarms("unscorable.frames", 3, "2", 2, a -> a.unscorable().frames()),
        alarms("unscorable.window", 10, "7", 7, a -> a.unscorable().window()),
        alarms("unscorable.clear-frames", 0, "1", 1, a -> a.unscorable().clearFrames()),
        alarms(
            "no-frames.after",
            Duration.ofMinutes(5),
            "20s",
            Duration.ofSeconds(20),
            AlarmRules::noFramesAfter),
        alarms(
            "drift.window",
            Duration.ofHours(1),
            "8h",
            Duration.ofHours(8),
            a -> a.drift().window()),
        alarms("drift.minimum-frames", 100, "50", 50, a -> a.drift().minimumFrames()),
        alarms("drift.psi", 0.25, "0.5", 0.5, a -> a.drift().psi()),
        alarms("drift.clear-psi", 0.1, "0.2", 0.2, a -> a.drift().clearPsi()));
  }

  private static SettingCase alarms(
      String key, Object byDefault, String text, Object set, Function<AlarmRules, Object> get) {
    return new SettingCase("alarms." + key, byDefault, text, set, c -> get.apply(c.alarms()));
  }
}
