package org.mekiki.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Patience;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.Models;
import org.mekiki.stream.client.FramePublisher;

/**
 * What a scorer does when the world around it fails: it goes on by itself, or it ends with a code
 * other than zero and a sentence that says what to do. It never just hangs.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such signals and limits")
@EnabledIfSystemProperty(
    named = "mekiki.chaos.long",
    matches = "true",
    disabledReason = "takes minutes: ./mvnw verify -Pchaos")
class TroubleIT {
  private static final long SEED = 5;
  private static final int AHEAD = 40;
  private static final int SOME = 100;
  private static final Duration ENDS_WITHIN = Patience.PATIENCE;
  private static final Duration AWHILE = Duration.ofSeconds(5);
  private static final double QUOTA_BYTES_PER_SECOND = 500_000;
  private static final int BAD_FRAMES = 40;
  private static final int BAD_BYTES = 50_000;
  private static final FramePlan PLAN = new FramePlan(SEED);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  private static Line first;

  @BeforeAll
  static void teach() {
    first = new Line(folder);
    try (Child trainer = first.trainer("trainer").start()) {
      new Teacher(first).teach(FramePlan.MODEL, 0, Line.PATIENCE);
    }
  }

  @AfterAll
  static void end() {
    first.close();
  }

  private static Line line(String name) {
    return line(name, settings -> settings);
  }

  private static Line line(String name, UnaryOperator<LineSettings> change) {
    return first.beside(name, change);
  }

  @Test
  void aDeletedTopicOfFramesEndsTheScorerAndSaysHowToCreateIt() throws Exception {
    try (Line line = line("frames-gone");
        Admin admin = admin(line)) {
      Child scorer = working(line);
      admin.deleteTopics(List.of(line.config.topics().frames().name())).all().get();
      assertEndsWith(scorer, "a topic to read from is gone");
    }
  }

  @Test
  void aDeletedTopicOfScoresHoldsFramesBackUntilItIsThereAgain() throws Exception {
    try (Line line = line("scores-gone");
        Admin admin = admin(line)) {
      Child scorer = working(line);
      admin.deleteTopics(List.of(line.config.topics().scores().name())).all().get();
      send(line, 0, SOME);
      Line.awaitOutput(
          scorer, "topic " + line.config.topics().scores().name() + " does not exist any more");
      assertStaysAlive(scorer, AWHILE);
      line.run("topics");
      try (Records<Long> scores = scores(line)) {
        await()
            .untilAsserted(
                () -> {
                  scores.poll();
                  assertThat(scores.all()).hasSize(scored(0, SOME));
                });
      }
    }
  }

  /** Numbers of the frames that have a score. */
  private static Records<Long> scores(Line line) {
    return new Records<>(
        line,
        line.config.topics().scores().name(),
        entry -> FramePlan.number(entry.score().getFrameId()));
  }

  private static void send(Line line, int first, int count) {
    PlannedFrames frames = new PlannedFrames(PLAN);
    try (FramePublisher publisher = FramePublisher.toFrames(line.config)) {
      for (int n = first; n < first + count; n++) {
        frames.send(publisher, n, FramePublisher.Acknowledgement.IGNORED);
      }
      publisher.flush();
    }
  }

  /** How many of these frames can be scored. */
  private static int scored(int first, int count) {
    return (int)
        LongStream.range(first, first + count)
            .filter(n -> PLAN.kind(n).rejection().isEmpty())
            .count();
  }

  private static void assertStaysAlive(Child child, Duration time) {
    await()
        .during(time)
        .atMost(time.plusSeconds(5))
        .untilAsserted(() -> assertThat(child.isAlive()).as(child::tail).isTrue());
  }

  @Test
  void aDeletedTopicOfModelsLeavesTheModelsInService() throws Exception {
    try (Line line = line("models-gone", s -> s.with("topics.models.name", "gone.models"));
        Admin admin = admin(line)) {
      try (Child trainer = line.trainer("trainer").start()) {
        new Teacher(line).teach(FramePlan.MODEL, 0, Line.PATIENCE);
        trainer.terminate(ENDS_WITHIN);
      }
      Child scorer = working(line);
      admin.deleteTopics(List.of("gone.models")).all().get();
      Line.awaitOutput(scorer, "topic 'gone.models' does not exist");
      try (Load load = new Load(line, SEED, AHEAD)) {
        load.awaitOutcomes(SOME);
      }
      assertThat(scorer.isAlive()).isTrue();
    }
  }

  @Test
  void aTopicThatTakesNoDeadLetterOfThatSizeEndsTheScorerByName() throws Exception {
    try (Line line = line("letters-small");
        Admin admin = admin(line);
        KafkaProducer<byte[], byte[]> producer = producer(line)) {
      Child scorer = working(line);
      String letters = line.config.topics().deadLetters().name();
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, letters),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("max.message.bytes", "20000"),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
      producer
          .send(
              new ProducerRecord<>(
                  line.config.topics().frames().name(), bytes("left"), new byte[100_000]))
          .get();
      assertEndsWith(scorer, "a record is larger than its topic takes");
    }
  }

  @Test
  void aQuotaOnWritingSlowsTheScorerDownAndLosesNothing() throws Exception {
    try (Line line = line("quota");
        Admin admin = admin(line);
        KafkaProducer<byte[], byte[]> producer = producer(line);
        Records<Integer> letters =
            new Records<>(
                line, line.config.topics().deadLetters().name(), entry -> entry.value().length)) {
      Child scorer = working(line);
      setQuota(admin, QUOTA_BYTES_PER_SECOND);
      try {
        for (int i = 0; i < BAD_FRAMES; i++) {
          producer.send(
              new ProducerRecord<>(
                  line.config.topics().frames().name(), bytes("left"), new byte[BAD_BYTES]));
        }
        producer.flush();
        await()
            .untilAsserted(
                () -> {
                  letters.poll();
                  assertThat(letters.all()).hasSizeGreaterThanOrEqualTo(BAD_FRAMES);
                });
      } finally {
        setQuota(admin, null);
      }
      assertThat(letters.toEnd()).hasSize(BAD_FRAMES).containsOnly(BAD_BYTES);
      assertThat(scorer.isAlive()).isTrue();
    }
  }

  private static void setQuota(Admin admin, Double bytesPerSecond) throws Exception {
    Map<String, String> anyClient = new HashMap<>();
    anyClient.put(ClientQuotaEntity.CLIENT_ID, null);
    admin
        .alterClientQuotas(
            List.of(
                new ClientQuotaAlteration(
                    new ClientQuotaEntity(anyClient),
                    List.of(new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond)))))
        .all()
        .get();
  }

  @Test
  void aManifestOfANewerFormatIsRefusedAndTheModelInServiceGoesOn() throws Exception {
    try (Line line = line("newer", s -> s.with("topics.models.name", "newer.models"));
        KafkaProducer<byte[], byte[]> producer = producer(line)) {
      Teacher teacher = new Teacher(line);
      try (Child trainer = line.trainer("trainer").start()) {
        teacher.teach(FramePlan.MODEL, 0, Line.PATIENCE);
        trainer.terminate(ENDS_WITHIN);
      }
      Child scorer = working(line);
      ModelManifest manifest = teacher.kept(FramePlan.MODEL, 1).orElseThrow();
      producer
          .send(
              new ProducerRecord<>(
                  "newer.models", 0, bytes("m/part"), Models.inANewerFormat(manifest)))
          .get();
      Line.awaitOutput(scorer, "Version 1 keeps scoring");
      assertThat(scorer.output()).contains("; this program reads formats 1 to");
      try (Load load = new Load(line, SEED, AHEAD)) {
        load.awaitOutcomes(SOME);
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskEndsTheScorerAndSaysSo() throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    // RocksDB reserves 4 MB for each store that it opens.
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString()))
        .as("a small disk can be mounted here")
        .isZero();
    try (Line line = line("full-disk")) {
      Path file = disk.resolve("filler");
      run("dd", "if=/dev/zero", "of=" + file, "bs=4k");
      Child scorer =
          line.scorer("scorer", "--set", "score.state-dir=" + disk.resolve("state")).start();
      assertEndsWith(scorer, "the disk with the state folder is full");
      Files.delete(file);

      scorer.start();
      await()
          .untilAsserted(
              () -> assertThat(Line.hasPartitions(scorer)).as(scorer::toString).isTrue());
      run("dd", "if=/dev/zero", "of=" + file, "bs=4k");
      send(line, 0, SOME);
      await()
          .untilAsserted(
              () -> {
                if (scorer.isAlive()) {
                  assertScored(line, SOME);
                }
              });
      scorer.terminate(ENDS_WITHIN);
      Files.delete(file);

      scorer.start();
      await().untilAsserted(() -> assertScored(line, SOME));
    } finally {
      run("umount", "-l", disk.toString());
    }
  }

  /** Each of the first frames has its score, and none has two. */
  private static void assertScored(Line line, int frames) {
    try (Records<Long> scores = scores(line)) {
      assertThat(scores.toEnd()).doesNotHaveDuplicates().hasSize(scored(0, frames));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void tooFewFileHandlesAreRefusedAtTheStart() {
    try (Line line = line("handles")) {
      for (int limit : new int[] {64, 300}) {
        Child scorer =
            line.scorerBehind(
                List.of("sh", "-c", "ulimit -n " + limit + "; exec \"$@\"", "sh"),
                "scorer-" + limit);
        assertEndsWith(scorer.start(), "this process may have " + limit + " file handles");
      }
    }
  }

  private static Child working(Line line) {
    Child scorer = line.scorer("scorer").start();
    Line.awaitWorking(scorer);
    try (Group group = new Group(line)) {
      group.awaitSharedBy(2, line.config.topics().frames().partitions());
    }
    return scorer;
  }

  private static void assertEndsWith(Child scorer, String sentence) {
    OptionalInt exit = scorer.await(ENDS_WITHIN);
    assertThat(exit).as("exit code; printed was:\n%s", scorer.tail()).hasValue(1);
    assertThat(scorer.output()).contains(sentence);
  }

  private static Admin admin(Line line) {
    return Admin.create(line.config.kafka().adminProperties());
  }

  private static KafkaProducer<byte[], byte[]> producer(Line line) {
    Map<String, Object> settings = new HashMap<>(line.config.kafka().producerProperties());
    // On a topic that has just been made, see FramePublisher.
    settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
