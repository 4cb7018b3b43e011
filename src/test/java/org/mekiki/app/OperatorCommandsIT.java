package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Patience;
import org.mekiki.broker.EmbeddedBroker;
import org.mekiki.cluster.TopicAdmin;
import org.mekiki.cluster.TopicPlan;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.Models;
import org.mekiki.model.SignedManifest;
import org.mekiki.model.signing.ManifestSigner;
import org.mekiki.model.signing.SigningKeys;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.stream.letters.DeadLetters;
import org.mekiki.stream.models.ModelCatalog;
import org.mekiki.stream.models.ModelTopic;
import org.mekiki.stream.models.ModelTopicWriter;
import org.mekiki.stream.models.Signatures;

/** {@code mekiki models} and {@code mekiki dead-letters} against a real broker. */
class OperatorCommandsIT {
  private static EmbeddedBroker broker;
  private static MekikiConfig config;
  private static Path keys;

  @TempDir Path folder;

  @BeforeAll
  static void start(@TempDir Path shared) throws Exception {
    broker = EmbeddedBroker.temporary().start();
    keys = shared;
    config =
        new ConfigLoader().set("kafka.bootstrap.servers", broker.bootstrapServers(), "test").load();
    try (Admin admin = Admin.create(config.kafka().adminProperties())) {
      new TopicAdmin(admin).create(TopicPlan.of(config.topics()));
    }
    assertThat(new FakeTerminal().run("models", "keygen", key("ours"))).isZero();
    assertThat(new FakeTerminal().run("models", "keygen", key("theirs"))).isZero();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static String key(String whose) {
    return keys.resolve(whose).toString();
  }

  @Test
  void verifyTellsWhichModelsAreWholeAndWhoSignedThem() throws Exception {
    publish("whole", "ours");
    publish("foreign", "theirs");
    publish("unsigned", null);
    publishBroken();

    FakeTerminal all = run(1, "models", "verify", "--set", trusting());

    assertThat(all.out())
        .contains("model 'whole' version 1: all ", "are as published; signed by a trusted key")
        .contains("model 'unsigned' version 1: all ", "are as published; not signed")
        .contains(
            "model 'foreign' version 1: WRONG: the signature of model 'foreign' is by none of the"
                + " 1 trusted keys")
        .containsPattern("model 'broken' version 1: WRONG: chunk 0 of 1 .* was altered");
    assertThat(run(0, "models", "verify", "whole", "--set", trusting()).out().lines()).hasSize(1);
    assertThat(
            run(
                    1,
                    "models",
                    "verify",
                    "unsigned",
                    "--set",
                    trusting(),
                    "--set",
                    "models.require-signature=true")
                .out())
        .contains("WRONG: the manifest of model 'unsigned' is not signed");
    assertThat(run(1, "models", "verify", "no-such").err()).contains("there is no model 'no-such'");
  }

  @Test
  void aManifestOfANewerReleaseIsSaidAndNotPassedOver() throws Exception {
    ModelManifest manifest = Models.manifest("future", 1, Models.selection(1));
    put(ModelTopic.current("future"), manifest, Models.inANewerFormat(manifest), null);

    assertThat(run(1, "models", "list").err())
        .containsPattern("the manifest m/future can't be read: .*this program reads formats 1 to");
    assertThat(run(1, "models", "show", "future").err())
        .containsPattern("the manifest m/future can't be read: .*this program reads formats 1 to");
    run(0, "models", "delete", "future", "--yes");
    assertThat(run(0, "models", "list").err()).doesNotContain("future");
  }

  @Test
  void anExportedModelIsImportedUnderAnotherKeyAndSignedAnew() throws Exception {
    ModelManifest original = publish("travels", "theirs");
    Path file = folder.resolve("travels.mekiki");

    assertThat(run(0, "models", "export", "travels", file.toString()).out()).contains(", signed");
    assertThat(run(2, "models", "export", "travels", file.toString()).err())
        .contains("is there already");
    FakeTerminal refused =
        run(
            1,
            "models",
            "import",
            file.toString(),
            "--set",
            trusting(),
            "--set",
            "models.require-signature=true");
    assertThat(refused.err()).contains("not imported: the signature of model 'travels' is by none");
    assertThat(
            run(
                    0,
                    "models",
                    "import",
                    file.toString(),
                    "--model",
                    "arrived",
                    "--set",
                    "models.signing-key=" + key("ours"))
                .out())
        .contains("model 'arrived' version 1 is current, from model 'travels' version 1");

    assertThat(run(0, "models", "verify", "arrived", "--set", trusting()).out())
        .contains("signed by a trusted key");
    assertThat(catalog().current("arrived").orElseThrow().chunks()).isEqualTo(original.chunks());
  }

  @Test
  void anAlteredFileIsNeitherVerifiedNorImported() throws Exception {
    publish("altered", "ours");
    Path file = folder.resolve("altered.mekiki");
    run(0, "models", "export", "altered", file.toString());
    assertThat(run(0, "models", "verify", "--file", file.toString()).out())
        .contains("signed, but models.trusted-keys names no key");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    assertThat(run(1, "models", "verify", "--file", file.toString()).out()).contains("WRONG");
    assertThat(run(1, "models", "import", file.toString(), "--model", "x").err())
        .contains("not imported: ");
    assertThat(catalog().models()).doesNotContain("x");
  }

  @Test
  void aModelIsDeletedOnlyIfToldTwice() throws Exception {
    publish("gone", null);

    assertThat(run(2, "models", "delete", "gone").err())
        .contains("model 'gone' with the versions [1] is not deleted; --yes does it");
    assertThat(catalog().models()).contains("gone");
    assertThat(run(0, "models", "delete", "gone", "--yes").out()).contains("is deleted");
    assertThat(catalog().models()).doesNotContain("gone");
    assertThat(run(1, "models", "delete", "gone", "--yes").err()).contains("there is no model");
  }

  @Test
  void aKeyIsNeverOverwritten() {
    assertThat(run(1, "models", "keygen", key("ours")).err()).contains("a key is not overwritten");
  }

  @Test
  void deadLettersAreListedShownAndSentAgainOnce() throws Exception {
    long frame = send(config.topics().frames().name(), 2, "cam-1", "picture".getBytes(UTF), "a-1");
    letter("cam-1", "picture".getBytes(UTF), "no-model", 2, 70, Map.of("model", "part"));
    letter("cam-2", null, "unreadable-frame", 3, 4, Map.of());
    letter("cam-1", null, "no-model", 2, frame, Map.of(DeadLetters.OMITTED_BYTES, "7"));

    FakeTerminal list = run(0, "dead-letters", "list");
    assertThat(list.out().lines()).hasSize(3).allMatch(l -> l.matches("\\d+:\\d+  .*"));
    assertThat(list.err())
        .contains("3 dead letters {no-model=2, unreadable-frame=1}, 0 sent again");
    String first =
        list.out().lines().filter(l -> l.contains("at 70")).findFirst().orElseThrow().split(" ")[0];
    Path saved = folder.resolve("frame");
    assertThat(run(0, "dead-letters", "show", first, "--save", saved.toString()).out())
        .contains("reason: no-model", "frame: mekiki.frames-2-70", "header model: part");
    assertThat(saved).hasContent("picture");

    FakeTerminal replay = run(1, "dead-letters", "replay", "--all");
    assertThat(replay.out()).contains("2 frames sent again, 0 were before, 1 left");
    assertThat(replay.err()).contains("its record had no value");
    FakeTerminal again = run(0, "dead-letters", "replay", "--reason", "no-model");
    assertThat(again.out()).contains("0 frames sent again, 2 were before, 0 left");

    List<TopicFollower.Entry> frames = read(config.topics().frames().name());
    assertThat(frames).hasSize(3).allMatch(entry -> entry.partition() == 2);
    assertThat(frames.get(1).header("frame-id")).isEqualTo("mekiki.frames-2-70");
    assertThat(frames.get(1).header("model")).isEqualTo("part");
    assertThat(frames.get(1).header("captured-at")).isNotNull();
    assertThat(frames.get(1).header(DeadLetters.MESSAGE)).isNull();
    assertThat(frames).allMatch(entry -> new String(entry.value(), UTF).equals("picture"));
    assertThat(run(0, "dead-letters", "list").out().lines()).hasSize(1);
    assertThat(run(0, "dead-letters", "list", "--replayed", "--camera", "cam-1").out().lines())
        .hasSize(2)
        .allMatch(l -> l.endsWith("(sent again)"));
  }

  @Test
  void watchingGoesOnAfterWhatIsNoScore() throws Exception {
    String scores = config.topics().scores().name();
    send(scores, 0, "cam-1", null, "a-1");
    send(scores, 0, "cam-1", "nonsense".getBytes(UTF), "a-2");
    assertThat(run(0, "watch", "scores", "--from-beginning", "--count", "2").out().lines())
        .hasSize(2)
        .allMatch(l -> l.matches("mekiki.scores-0-\\d  cam-1  unreadable: .+"));
  }

  @Test
  void watchingSaysADashWhereARecordLeavesSomethingOut() throws Exception {
    String alarms = config.topics().alarms().name();
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      producer.send(new ProducerRecord<>(alarms, 0, null, null)).get();
      producer.send(new ProducerRecord<>(alarms, 0, null, "{}".getBytes(UTF))).get();
    }
    assertThat(run(0, "watch", "alarms", "--from-beginning", "--count", "2").out())
        .contains("  -  ")
        .doesNotContain("null");
  }

  @Test
  void watchingSaysThatItIsReadyAndEndsWhenItIsAskedTo() throws Exception {
    FakeTerminal terminal = new FakeTerminal();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> code =
          thread.submit(
              () -> terminal.run("watch", "scores", "--bootstrap", broker.bootstrapServers()));
      Awaitility.await()
          .atMost(Patience.PATIENCE)
          .untilAsserted(
              () -> assertThat(terminal.err()).contains("watching mekiki.scores; Ctrl-C ends it"));
      terminal.lifecycle().stop();
      assertThat(code.get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as(terminal.err())
          .isZero();
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void publishingNamesTheFileThatIsTooLargeAndTheSetting() throws Exception {
    Path pictures = Files.createDirectories(folder.resolve("large"));
    BufferedImage noise = new BufferedImage(400, 400, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int i = 0; i < 400 * 400; i++) {
      noise.setRGB(i % 400, i / 400, random.nextInt());
    }
    ImageIO.write(noise, "png", pictures.resolve("noise.png").toFile());
    FakeTerminal terminal =
        run(1, "publish", pictures.toString(), "--set", "topics.max-message-bytes=64KiB");
    assertThat(terminal.err())
        .containsPattern("noise.png has \\d+ bytes")
        .contains("topics.max-message-bytes");
    assertThat(terminal.out()).contains("0 frames published");
  }

  @Test
  void aReplayHasToSayWhich() {
    assertThat(run(2, "dead-letters", "replay").err()).contains("say which letters");
    assertThat(run(2, "dead-letters", "show", "17").err())
        .contains("'17' is not a position; write PARTITION:OFFSET");
    assertThat(run(1, "dead-letters", "show", "0:999").err())
        .contains("there is no dead letter 0:999");
  }

  private static final java.nio.charset.Charset UTF = StandardCharsets.UTF_8;

  private static String trusting() {
    return "models.trusted-keys=" + key("ours") + ".pub";
  }

  private static ModelManifest publish(String model, String signedBy) {
    ManifestSigner signer =
        signedBy == null
            ? ManifestSigner.NONE
            : ManifestSigner.of(SigningKeys.privateKey(keys.resolve(signedBy)));
    return new ModelTopicWriter(
            config.kafka().producerProperties(),
            config.topics().models().name(),
            signer,
            Clock.systemUTC())
        .publish(
            model, Models.selection(1), Precision.FLOAT32, Models.training(), Models.calibration());
  }

  private static ModelCatalog catalog() {
    return ModelCatalog.read(config.kafka().consumerProperties(), config.topics().models().name());
  }

  /** A model whose only chunk is not the one that its manifest names. */
  private static void publishBroken() throws Exception {
    ModelManifest manifest = Models.manifest("broken", 1, Models.selection(1));
    SignedManifest signed =
        SignedManifest.of(
            manifest, ManifestSigner.of(SigningKeys.privateKey(keys.resolve("ours"))));
    put(ModelTopic.chunk("broken", 1, 0), manifest, new byte[] {1, 2, 3}, null);
    put(ModelTopic.kept("broken", 1), manifest, signed.json(), signed.signature());
    put(ModelTopic.current("broken"), manifest, signed.json(), signed.signature());
  }

  private static void put(
      ModelTopic.Key key, ModelManifest manifest, byte[] value, byte[] signature) throws Exception {
    RecordHeaders headers = new RecordHeaders();
    Signatures.add(headers, signature);
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      producer
          .send(
              new ProducerRecord<>(
                  config.topics().models().name(),
                  key.partition(config.topics().models().partitions()),
                  manifest.createdAt().toEpochMilli(),
                  key.bytes(),
                  value,
                  headers))
          .get();
    }
  }

  private static long send(String topic, int partition, String key, byte[] value, String id)
      throws Exception {
    RecordHeaders headers = new RecordHeaders();
    headers.add("frame-id", id.getBytes(UTF));
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      return producer
          .send(new ProducerRecord<>(topic, partition, null, key.getBytes(UTF), value, headers))
          .get()
          .offset();
    }
  }

  private static void letter(
      String camera,
      byte[] value,
      String reason,
      int partition,
      long offset,
      Map<String, String> more)
      throws Exception {
    RecordHeaders headers = new RecordHeaders();
    Map<String, String> all = new java.util.LinkedHashMap<>(more);
    all.put(DeadLetters.REASON, reason);
    all.put(DeadLetters.MESSAGE, "a sentence about the frame at " + offset);
    all.put(DeadLetters.TOPIC, config.topics().frames().name());
    all.put(DeadLetters.PARTITION, Integer.toString(partition));
    all.put(DeadLetters.OFFSET, Long.toString(offset));
    all.forEach((name, text) -> headers.add(name, text.getBytes(UTF)));
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      producer
          .send(
              new ProducerRecord<>(
                  config.topics().deadLetters().name(),
                  null,
                  Instant.now().toEpochMilli(),
                  camera.getBytes(UTF),
                  value,
                  headers))
          .get();
    }
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        config.kafka().producerProperties(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static List<TopicFollower.Entry> read(String topic) {
    List<TopicFollower.Entry> all = new ArrayList<>();
    try (TopicFollower follower =
        new TopicFollower(config.kafka().consumerProperties(), topic, true)) {
      while (!follower.isAtEnd()) {
        all.addAll(follower.poll());
      }
    }
    return all;
  }

  private static FakeTerminal run(int expected, String... command) {
    FakeTerminal terminal = new FakeTerminal();
    List<String> all = new ArrayList<>(List.of(command));
    if (!command[1].equals("keygen")) {
      all.addAll(List.of("--bootstrap", broker.bootstrapServers()));
    }
    int code = terminal.run(all.toArray(String[]::new));
    assertThat(code).as(terminal.out() + terminal.err()).isEqualTo(expected);
    return terminal;
  }
}
