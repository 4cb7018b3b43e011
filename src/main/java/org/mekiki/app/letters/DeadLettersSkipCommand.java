package org.mekiki.app.letters;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.cluster.BrokerWait;
import org.mekiki.cluster.ConsumerGroup;
import org.mekiki.cluster.FrameOrigin;
import org.mekiki.cluster.TopicsThere;
import org.mekiki.config.KafkaSettings;
import org.mekiki.config.MekikiConfig;
import org.mekiki.stream.codec.Origin;
import org.mekiki.stream.letters.DeadLetters;
import org.mekiki.stream.letters.RecordPosition;
import org.mekiki.stream.letters.RecordSkip;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Counted;
import org.mekiki.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mekiki dead-letters skip}: past a frame that no instance survives. */
@Command(
    name = "skip",
    mixinStandardHelpOptions = true,
    description = {
      "Skips a frame that blocks its partition: writes a dead letter for it and lets the service"
          + " go on after it, in one transaction.",
      "Stop all instances of the service before, and start them again after."
    })
public final class DeadLettersSkipCommand implements Callable<Integer> {
  /** Records before the one that is skipped, which become letters with it. */
  private static final int MOST_EARLIER = 100;

  private final Terminal terminal;

  @Mixin private CommonOptions options;

  @Parameters(
      paramLabel = "TOPIC-PARTITION-OFFSET",
      description = "The frame, on the topic of frames or of good frames: mekiki.frames-3-17.")
  private String position;

  @Option(
      names = "--with-earlier",
      description =
          "Also make dead letters of the frames before it that have no outcome yet, at most "
              + MOST_EARLIER
              + "; 'replay' scores them later.")
  private boolean withEarlier;

  public DeadLettersSkipCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    RecordPosition at;
    try {
      at = RecordPosition.parse(position);
    } catch (IllegalArgumentException e) {
      throw CommandException.badUsage(e.getMessage());
    }
    MekikiConfig config = options.load(terminal, KafkaSettings.BOOTSTRAP_SERVERS);
    String group = group(config, at);
    try (Admin admin = new BrokerWait(config.kafka(), terminal).connect(BrokerWait.ONE_SHOT)) {
      TopicsThere.require(admin, List.of(config.topics().deadLetters(), config.topics().frames()));
      Origin origin =
          at.partition().topic().equals(config.topics().frames().name())
              ? FrameOrigin.of(admin, config.topics())
              : Origin.NONE;
      requireNoMembers(admin, group);
      long committed = committed(admin, group, at.partition());
      requireNext(group, at, committed);
      skip(admin, config, origin, group, at, committed);
    } catch (ExecutionException e) {
      throw CommandException.failed(
          "group " + group + " can't be looked up: " + e.getCause().getMessage());
    }
    return ExitCodes.OK;
  }

  private static String group(MekikiConfig config, RecordPosition at) {
    String topic = at.partition().topic();
    if (topic.equals(config.topics().frames().name())) {
      return config.score().applicationId();
    }
    if (topic.equals(config.topics().good().name())) {
      return config.train().applicationId();
    }
    throw CommandException.badUsage(
        Text.of(
            "topic %s is not read frame by frame; frames are on %s, good frames on %s",
            topic, config.topics().frames().name(), config.topics().good().name()));
  }

  private static void requireNoMembers(Admin admin, String group)
      throws ExecutionException, InterruptedException {
    int members = ConsumerGroup.read(admin, group).members();
    if (members > 0) {
      throw CommandException.failed(
          Text.of(
              "group %s has %s, which would continue where they are: stop all instances,"
                  + " then repeat the command. A killed instance counts until its session ends (45"
                  + " s)",
              group, Counted.of(members, "member")));
    }
  }

  /** Waits for transactions that are being ended; one that stays open is named by the brokers. */
  private static long committed(Admin admin, String group, TopicPartition partition)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        admin
            .listConsumerGroupOffsets(
                group, new ListConsumerGroupOffsetsOptions().requireStable(true))
            .partitionsToOffsetAndMetadata()
            .get();
    long oldest =
        admin
            .listOffsets(Map.of(partition, OffsetSpec.earliest()))
            .partitionResult(partition)
            .get()
            .offset();
    OffsetAndMetadata committed = offsets.get(partition);
    return committed == null ? oldest : Math.max(oldest, committed.offset());
  }

  private void requireNext(String group, RecordPosition at, long committed) {
    long earlier = at.offset() - committed;
    if (earlier < 0) {
      throw CommandException.failed(
          Text.of("group %s is past %s already: it continues at offset %d", group, at, committed));
    }
    if (earlier > 0 && !withEarlier || earlier > MOST_EARLIER) {
      throw CommandException.failed(
          Text.of(
              "group %s continues at offset %d, and the %s before %s %s no outcome yet: %s",
              group,
              committed,
              earlier == 1 ? "frame" : earlier + " frames",
              at,
              earlier == 1 ? "has" : "have",
              earlier > MOST_EARLIER
                  ? "start the service until it stops at that frame"
                  : "start the service until it stops at that frame, or make dead letters of them"
                      + " too with --with-earlier and send them again afterwards ('replay')"));
    }
  }

  private void skip(
      Admin admin,
      MekikiConfig config,
      Origin origin,
      String group,
      RecordPosition at,
      long committed)
      throws ExecutionException, InterruptedException {
    try (RecordSkip skip =
        new RecordSkip(
            config.kafka().consumerProperties(),
            config.kafka().producerProperties(),
            at.partition().topic(),
            config.topics().deadLetters().name(),
            new DeadLetters(config.topics().maxMessageBytes(), origin))) {
      if (!skip.isThere(at)) {
        throw CommandException.failed(
            "there is no record at " + at + ": it has expired, or has not been written");
      }
      // As late as can be: one that joins now would begin before the skip.
      requireNoMembers(admin, group);
      int letters = skip.skip(group, at.partition(), committed, at.offset());
      terminal.print(
          "%s skipped: %s with reason 'skipped', and group %s continues at offset %d",
          at, Counted.of(letters, "dead letter"), group, at.offset() + 1);
    } catch (KafkaException e) {
      throw CommandException.failed("nothing was skipped: " + e.getMessage());
    }
  }
}
