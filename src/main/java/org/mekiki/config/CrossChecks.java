package org.mekiki.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.mekiki.config.choice.AvroFormat;
import org.mekiki.config.choice.Guarantee;
import org.mekiki.config.choice.RecordFormat;
import org.mekiki.config.key.ConfigKey;
import org.mekiki.config.key.Problems;
import org.mekiki.config.key.Values;
import org.mekiki.config.type.Units;
import org.mekiki.text.Text;

/** What can be wrong with settings that are valid one by one. */
final class CrossChecks {
  private static final Pattern TOPIC_NAME = Pattern.compile("[A-Za-z0-9._-]{1,249}");

  private static final Pattern GROUP_NAME = Pattern.compile("[\\w.-]{1,150}");

  /** A frame may also wait for its model, and is then scored. */
  private static final int PARTS_OF_A_TRANSACTION = 3;

  private final Problems problems;
  private final Function<ConfigKey<?>, String> where;

  /**
   * Ready to check.
   *
   * @param where tells where a setting was written; empty for a default
   */
  CrossChecks(Problems problems, Function<ConfigKey<?>, String> where) {
    this.problems = problems;
    this.where = where;
  }

  void check(MekikiConfig config) {
    if (valid(TopicsSettings.PREFIX)) {
      checkTopicNames(config.topics());
      checkGroups(config);
    }
    if (isExactlyOnce(config)) {
      checkTransaction(
          ScoreSettings.TRANSACTION_TIMEOUT,
          config.score().transactionTimeout(),
          ScoreSettings.COMMIT_INTERVAL,
          config.score().commitInterval());
    }
    checkTransaction(
        TrainSettings.TRANSACTION_TIMEOUT,
        config.train().transactionTimeout(),
        TrainSettings.COMMIT_INTERVAL,
        config.train().commitInterval());
    checkRegistry(config);
    checkReferences(config);
    config.padim().backbone().networks().forEach(file -> file.ifPresent(this::checkBackbone));
  }

  /** Whether settings hold what was written: one that is wrong by itself holds its default. */
  private boolean valid(ConfigKey<?>... settings) {
    return Collections.disjoint(problems.settings(), List.of(settings));
  }

  private boolean isExactlyOnce(MekikiConfig config) {
    return valid(ScoreSettings.GUARANTEE) && config.score().guarantee() == Guarantee.EXACTLY_ONCE;
  }

  /** The values; with the defaults for all alarms if some of their limits don't go together. */
  Values checkAlarms(Values values) {
    double psi = values.get(AlarmSettings.DRIFT_PSI);
    Duration silence = values.get(AlarmSettings.NO_FRAMES_AFTER);
    List<Boolean> fine =
        List.of(
            checkCount(
                values,
                AlarmSettings.ANOMALOUS_FRAMES,
                AlarmSettings.ANOMALOUS_WINDOW,
                AlarmSettings.ANOMALOUS_CLEAR_FRAMES),
            checkCount(
                values,
                AlarmSettings.UNSCORABLE_FRAMES,
                AlarmSettings.UNSCORABLE_WINDOW,
                AlarmSettings.UNSCORABLE_CLEAR_FRAMES),
            checkOrder(
                AlarmSettings.DRIFT_CLEAR_PSI,
                AlarmSettings.DRIFT_PSI,
                values.get(AlarmSettings.DRIFT_CLEAR_PSI) <= psi,
                values.get(AlarmSettings.DRIFT_CLEAR_PSI),
                "at most alarms.drift.psi " + psi),
            checkOrder(
                AlarmSettings.FORGET_AFTER,
                AlarmSettings.NO_FRAMES_AFTER,
                values.get(AlarmSettings.FORGET_AFTER).compareTo(silence) > 0,
                Units.format(values.get(AlarmSettings.FORGET_AFTER)),
                "above alarms.no-frames.after " + Units.format(silence)));
    return fine.contains(false) ? values.withDefaults(AlarmSettings.KEYS.keys()) : values;
  }

  private boolean checkCount(
      Values values,
      ConfigKey<Integer> framesKey,
      ConfigKey<Integer> windowKey,
      ConfigKey<Integer> clearKey) {
    int frames = values.get(framesKey);
    int window = values.get(windowKey);
    int clear = values.get(clearKey);
    boolean raised =
        checkOrder(
            framesKey,
            windowKey,
            frames <= window,
            frames,
            "at most " + windowKey.name() + " " + window);
    boolean cleared =
        checkOrder(
            clearKey, framesKey, clear < frames, clear, "below " + framesKey.name() + " " + frames);
    return raised && cleared;
  }

  private boolean checkOrder(
      ConfigKey<?> key, ConfigKey<?> limit, boolean fine, Object value, String range) {
    if (!fine && valid(key, limit)) {
      problems.add(where.apply(key), Text.of("%s is %s; valid: %s", key.name(), value, range));
    }
    return fine;
  }

  private void checkRegistry(MekikiConfig config) {
    RegistrySettings registry = config.registry();
    if (valid(RegistrySettings.URL) && registry.urls().isEmpty()) {
      ScoreSettings score = config.score();
      needsRegistry(
          ScoreSettings.SCORES_FORMAT, score.scoresFormat() == RecordFormat.CONFLUENT_AVRO);
      needsRegistry(
          ScoreSettings.ANOMALIES_FORMAT, score.anomaliesFormat() == RecordFormat.CONFLUENT_AVRO);
      needsRegistry(
          ScoreSettings.HEATMAPS_FORMAT, score.heatmapsFormat() == AvroFormat.CONFLUENT_AVRO);
    }
  }

  /** What waits for a frame holds up a transaction, which has other things to do as well. */
  private void checkReferences(MekikiConfig config) {
    if (config.references().allow().isEmpty()) {
      return;
    }
    if (isExactlyOnce(config)) {
      checkReferences(
          config, ScoreSettings.TRANSACTION_TIMEOUT, config.score().transactionTimeout());
    }
    checkReferences(config, TrainSettings.TRANSACTION_TIMEOUT, config.train().transactionTimeout());
  }

  private void checkReferences(MekikiConfig config, ConfigKey<Duration> key, Duration transaction) {
    Duration timeout = config.references().timeout();
    checkOrder(
        ReferenceSettings.TIMEOUT,
        key,
        timeout.multipliedBy(PARTS_OF_A_TRANSACTION).compareTo(transaction) <= 0,
        Units.format(timeout),
        "at most a third of " + key.name() + " " + Units.format(transaction));
  }

  private void needsRegistry(ConfigKey<?> key, boolean needs) {
    if (needs) {
      problems.add(
          where.apply(key), key.name() + " is confluent-avro, which needs registry.url to be set");
    }
  }

  private void checkGroups(MekikiConfig config) {
    checkGroup(ScoreSettings.APPLICATION_ID, config.score().applicationId());
    checkGroup(TrainSettings.APPLICATION_ID, config.train().applicationId());
    if (valid(ScoreSettings.APPLICATION_ID, TrainSettings.APPLICATION_ID)
        && config.score().applicationId().equals(config.train().applicationId())) {
      problems.add(
          where.apply(TrainSettings.APPLICATION_ID),
          Text.of(
              "score.application-id and train.application-id are both %s; the services need two"
                  + " groups",
              config.train().applicationId()));
    }
  }

  /** The prefix may make it too long, or leave nothing. */
  private void checkGroup(ConfigKey<?> key, String name) {
    if (!GROUP_NAME.matcher(name).matches()) {
      problems.add(
          where.apply(key),
          Text.of("%s: \"%s\" is not valid; valid: %s", key.name(), name, key.type().legal()));
    }
  }

  private void checkTopicNames(TopicsSettings topics) {
    Map<String, Topic> seen = new HashMap<>();
    for (Topic topic : Topic.values()) {
      String name = topics.get(topic).name();
      String at = where.apply(TopicsSettings.TOPIC_NAME.get(topic));
      if (!TOPIC_NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
        problems.add(
            at,
            Text.of(
                "topics.%s.name: \"%s\" is not valid; valid: 1 to 249 letters, digits, dots,"
                    + " dashes or underscores, %s among them",
                topic.id(), name, GroupNames.PREFIX_PLACE));
      }
      if (!valid(TopicsSettings.TOPIC_NAME.get(topic))) {
        continue;
      }
      Topic other = seen.putIfAbsent(name, topic);
      if (other != null) {
        problems.add(
            at,
            Text.of(
                "topics.%s.name and topics.%s.name are both %s; each topic needs its own",
                other.id(), topic.id(), name));
      }
    }
  }

  /** A transaction lasts about a commit interval and the frames then in work. */
  private void checkTransaction(
      ConfigKey<Duration> timeoutKey,
      Duration timeout,
      ConfigKey<Duration> intervalKey,
      Duration interval) {
    if (valid(timeoutKey, intervalKey) && timeout.compareTo(interval.multipliedBy(2)) < 0) {
      problems.add(
          where.apply(timeoutKey),
          Text.of(
              "%s is %s, too short for %s %s: transactions would be given up while frames are in"
                  + " work; valid: twice the interval or more",
              timeoutKey.name(),
              Units.format(timeout),
              intervalKey.name(),
              Units.format(interval)));
    }
  }

  private void checkBackbone(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      problems.add(
          PadimSettings.BACKBONE,
          where.apply(PadimSettings.BACKBONE),
          "padim.backbone: there is no readable file "
              + file
              + "; valid: built-in or an ONNX file");
    }
  }
}
