package org.mekiki.app.watch;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.InterruptException;
import org.mekiki.app.common.CameraName;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.app.common.InRange;
import org.mekiki.cluster.BrokerWait;
import org.mekiki.cluster.KafkaAccess;
import org.mekiki.cluster.TopicsThere;
import org.mekiki.config.KafkaSettings;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.TopicSettings;
import org.mekiki.stream.access.Role;
import org.mekiki.stream.alarms.AlarmEvent;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.stream.codec.RegisteredSchemas;
import org.mekiki.stream.letters.DeadLetterReplay;
import org.mekiki.stream.registry.SchemaRegistry;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mekiki watch}: follows anomalies, alarms, scores or dead letters. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = "Prints a line for each new anomaly, alarm, score or dead letter, until Ctrl-C.")
public final class WatchCommand implements Callable<Integer> {
  private final Terminal terminal;

  /** What can be watched. */
  enum What {
    ANOMALIES,
    ALARMS,
    SCORES,
    DEAD_LETTERS
  }

  @Mixin private CommonOptions options;

  @Parameters(
      paramLabel = "WHAT",
      arity = "0..1",
      defaultValue = "anomalies",
      converter = WhatConverter.class,
      description = "anomalies, alarms, scores or dead-letters. Default: ${DEFAULT-VALUE}.")
  private What what;

  @Option(names = "--from-beginning", description = "Begin with the oldest record on the topic.")
  private boolean fromBeginning;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "-1",
      description = "End after this number of lines.")
  @InRange(from = 1)
  private long count;

  private RegisteredSchemas schemas = RegisteredSchemas.NONE;

  public WatchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    MekikiConfig config = options.load(terminal, KafkaSettings.BOOTSTRAP_SERVERS);
    TopicSettings topic =
        switch (what) {
          case ANOMALIES, SCORES -> config.topics().scores();
          case ALARMS -> config.topics().alarms();
          case DEAD_LETTERS -> config.topics().deadLetters();
        };
    try (Admin admin = new BrokerWait(config.kafka(), terminal).connect(BrokerWait.ONE_SHOT)) {
      KafkaAccess.require(
          terminal,
          admin,
          config,
          Role.WATCH,
          permission -> permission.name().equals(topic.name()));
      TopicsThere.require(admin, List.of(topic));
    }
    schemas = SchemaRegistry.of(config.registry());
    long printed = 0;
    try (TopicFollower follower =
        new TopicFollower(config.kafka().consumerProperties(), topic.name(), fromBeginning)) {
      terminal.tell("watching %s; Ctrl-C ends it", topic.name());
      while (!terminal.lifecycle().isStopping()) {
        for (TopicFollower.Entry entry : follower.poll()) {
          String line = line(entry);
          if (line != null && printed != count) {
            terminal.print("%s", line);
            printed++;
          }
        }
        if (printed == count) {
          break;
        }
      }
    } catch (InterruptException e) {
      if (!terminal.lifecycle().isStopping()) {
        throw e;
      }
      // It was waiting for records when it was asked to end.
    }
    return ExitCodes.OK;
  }

  /** The line for a record, or null for none. */
  private String line(TopicFollower.Entry entry) {
    if (what == What.DEAD_LETTERS) {
      if (entry.header(DeadLetterReplay.REPLAYED) != null) {
        return null;
      }
      return Text.of(
          "%s  %s  %s  %s",
          Instant.ofEpochMilli(entry.timestamp()),
          name(entry.key()),
          shown(entry.header("mekiki-reason")),
          shown(entry.header("__streams.errors.message")));
    }
    if (what == What.ALARMS) {
      return alarm(entry);
    }
    Score score;
    try {
      score = entry.score(schemas);
    } catch (IOException | RuntimeException e) { // Avro has many for damaged bytes
      return Text.of("%s  %s  unreadable: %s", entry.position(), name(entry.key()), e.getMessage());
    }
    boolean anomalous = score.getScore() >= score.getThreshold();
    if (what == What.ANOMALIES && !anomalous) {
      return null;
    }
    String where =
        score.getRegions().isEmpty()
            ? ""
            : Text.of(
                "  at %d,%d %dx%d",
                score.getRegions().get(0).getX(),
                score.getRegions().get(0).getY(),
                score.getRegions().get(0).getWidth(),
                score.getRegions().get(0).getHeight());
    // Of records that lay on the topic before, it would be their age.
    String latency =
        fromBeginning ? "" : "  after " + entry.millisSince(score.getCapturedAt()) + " ms";
    return Text.of(
        "%s  %s  %s  %-9s %8.3f / %.3f%s%s",
        shown(score.getCapturedAt()),
        name(score.getCamera()),
        score.getFrameId(),
        score.getVerdict(),
        score.getScore(),
        score.getThreshold(),
        where,
        latency);
  }

  /** What a record leaves out is a dash. */
  private static Object shown(Object value) {
    return value == null ? "-" : value;
  }

  private static String name(String camera) {
    return camera == null ? "-" : CameraName.shown(camera);
  }

  private static String alarm(TopicFollower.Entry entry) {
    try {
      AlarmEvent alarm = AlarmEvent.read(entry.partition(), entry.value(), Map.of());
      return Text.of(
          "%s  %s  %-7s  %-10s  %s",
          shown(alarm.text("at")),
          name(alarm.subject()),
          shown(alarm.text("state")),
          shown(alarm.text("kind")),
          shown(alarm.text("message")));
    } catch (IOException e) {
      return Text.of("%s  %s  unreadable: %s", entry.position(), name(entry.key()), e.getMessage());
    }
  }

  /** {@code dead-letters} → {@link What#DEAD_LETTERS}. */
  static final class WhatConverter implements picocli.CommandLine.ITypeConverter<What> {
    @Override
    public What convert(String value) {
      try {
        return What.valueOf(value.toUpperCase(Locale.ROOT).replace('-', '_'));
      } catch (IllegalArgumentException e) {
        throw new picocli.CommandLine.TypeConversionException(
            "'" + value + "' can't be watched; valid: anomalies, alarms, scores and dead-letters");
      }
    }
  }
}
