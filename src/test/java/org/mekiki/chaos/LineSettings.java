package org.mekiki.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;
import org.mekiki.inspect.alarm.AlarmKind;
import org.mekiki.inspect.alarm.AlarmRules;
import org.mekiki.inspect.alarm.CountRule;
import org.mekiki.inspect.alarm.Rules;
import org.mekiki.onnx.SmallNetwork;

/** The configuration of a line that is broken on purpose: small, and quick to notice a death. */
final class LineSettings {
  private static final int ALARM_FRAMES = 2;
  private static final int ALARM_WINDOW = 3;

  private final Map<String, String> settings = new LinkedHashMap<>();

  LineSettings(String bootstrap, Path backbone) {
    with("kafka.bootstrap.servers", bootstrap);
    // A group waits this long for a dead member, and a reader this long for its transaction.
    with("kafka.consumer.session.timeout.ms", "6000");
    with("kafka.consumer.heartbeat.interval.ms", "1000");
    with("score.transaction-timeout", "10s");
    with("train.transaction-timeout", "10s");
    with("train.commit-interval", "200ms");
    with("train.fold-every", "10");
    with("score.threads", "2");
    with("train.threads", "1");
    with("padim.backbone", backbone.toString());
    with("padim.features", String.join(",", SmallNetwork.FEATURES));
    with("padim.dimensions", "32");
    with("web.enabled", "false");
    with("topics.frames.partitions", "4");
    with("topics.scores.partitions", "4");
    with("topics.good.partitions", "2");
    with("topics.training-control.partitions", "2");
    with("topics.models.partitions", "2");
    // Those that follow from the outcomes alone, not from the time at which they came.
    with("alarms.kinds", "anomalous,unscorable");
    with("alarms.minimum-duration", "0ms");
    with("alarms.anomalous.frames", Integer.toString(ALARM_FRAMES));
    with("alarms.anomalous.window", Integer.toString(ALARM_WINDOW));
    with("alarms.unscorable.frames", Integer.toString(ALARM_FRAMES));
    with("alarms.unscorable.window", Integer.toString(ALARM_WINDOW));
  }

  private LineSettings(LineSettings other) {
    settings.putAll(other.settings);
  }

  LineSettings copy() {
    return new LineSettings(this);
  }

  LineSettings with(String key, String value) {
    settings.put(key, value);
    return this;
  }

  MekikiConfig load() {
    ConfigLoader loader = new ConfigLoader();
    settings.forEach((key, value) -> loader.set(key, value, "test"));
    return loader.load();
  }

  /** As a file that the commands take. */
  Path write(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return Files.writeString(
          file,
          settings.entrySet().stream()
              .map(e -> e.getKey() + " = " + e.getValue().replace("\\", "\\\\") + "\n")
              .collect(Collectors.joining()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rules of these settings, for working alarms out again. */
  static AlarmRules alarmRules() {
    return Rules.of(
        Set.of(AlarmKind.ANOMALOUS, AlarmKind.UNSCORABLE),
        new CountRule(ALARM_FRAMES, ALARM_WINDOW, 0));
  }
}
