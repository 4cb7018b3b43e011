package org.mekiki.app.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.mekiki.Patience;
import org.mekiki.app.FakeTerminal;
import org.mekiki.broker.EmbeddedBroker;
import org.mekiki.broker.FreePorts;
import org.mekiki.cluster.BrokerWait;
import org.mekiki.cluster.ClusterSettings;
import org.mekiki.cluster.SizeLimits;
import org.mekiki.cluster.TopicAdmin;
import org.mekiki.cluster.TopicPlan;
import org.mekiki.cluster.TopicSpec;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.KafkaSettings;
import org.mekiki.config.MekikiConfig;
import org.mekiki.stream.access.Role;

/** {@code mekiki topics} against a real broker. */
class TopicsCommandIT {
  @Test
  void createsThenFindsNothingThenMendsWhatWasChanged() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary().start()) {
      String address = broker.bootstrapServers();
      FakeTerminal missing = run(1, address, "--check");
      assertThat(missing.out()).contains("mekiki.frames: is missing", "mekiki.models: is missing");

      FakeTerminal created = run(0, address);
      assertThat(created.out())
          .contains("mekiki.frames: created with 6 partitions")
          .contains("mekiki.models: created with 4 partitions");
      assertThat(run(0, address, "--check").out()).isEqualTo("all topics are as they should be\n");

      String[] other = {
        "--set", "topics.scores.partitions=8",
        "--set", "topics.scores.retention=2h",
        "--set", "topics.models.partitions=5"
      };
      List<String> differences =
          List.of(
              "mekiki.scores: partitions is 6, should be 8",
              "mekiki.scores: retention.ms is 2592000000, should be 7200000",
              "mekiki.scores: segment.ms is 259200000, should be 720000",
              "mekiki.models: partitions is 4, should be 5 (can't be changed on a living topic)");
      assertThat(run(1, address, with(other, "--check")).out().lines())
          .containsExactlyInAnyOrderElementsOf(differences);
      FakeTerminal left = run(0, address, other);
      assertThat(left.out().lines()).containsExactlyInAnyOrderElementsOf(differences);
      assertThat(left.err()).contains("'mekiki topics --fix'");

      FakeTerminal fixed = run(0, address, with(other, "--fix"));
      assertThat(fixed.out())
          .contains("mekiki.scores: partitions changed from 6 to 8")
          .contains("mekiki.scores: retention.ms changed from 2592000000 to 7200000");
      await()
          .untilAsserted(
              () ->
                  assertThat(run(1, address, with(other, "--check")).out().lines())
                      .containsExactly(differences.get(3)));
    }
  }

  @Test
  void aServiceLooksWhetherTopicsAndBrokersTakeWhatItWrites() throws Exception {
    try (EmbeddedBroker broker =
            EmbeddedBroker.temporary().with("socket.request.max.bytes", "3000000").start();
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      MekikiConfig fine = new ConfigLoader().set("topics.max-message-bytes", "1MiB", "test").load();
      new TopicAdmin(admin).create(TopicPlan.of(fine.topics()));
      assertThat(new SizeLimits(admin, fine).problems(Role.SCORE)).isEmpty();

      MekikiConfig large =
          new ConfigLoader().set("topics.max-message-bytes", "2MiB", "test").load();
      assertThat(new SizeLimits(admin, large).problems(Role.SCORE))
          .containsExactly(
              "topic mekiki.dead-letters takes records of at most 2097152 bytes, but they may have"
                  + " 3145728 (topics.max-message-bytes is 2097152); 'mekiki topics --fix' changes"
                  + " that",
              "broker 1 takes requests of at most 3000000 bytes (socket.request.max.bytes), but a"
                  + " dead letter may have 3145728; lower topics.max-message-bytes, or raise the"
                  + " broker's limit");
      assertThat(new SizeLimits(admin, large).problems(Role.PUBLISH)).isEmpty();
    }
  }

  @Test
  void aClusterThatTellsNoSettingsIsNotRefused() throws Exception {
    ClusterSettings silent = new ClusterSettings(resources -> Map.of());
    try (EmbeddedBroker broker = EmbeddedBroker.temporary().start();
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      MekikiConfig config = new ConfigLoader().load();
      TopicAdmin topics = new TopicAdmin(admin, silent);
      topics.create(TopicPlan.of(config.topics()));

      assertThat(topics.differences(TopicPlan.of(config.topics()))).isEmpty();
      SizeLimits limits = new SizeLimits(admin, config, silent);
      assertThat(limits.problems(Role.SCORE)).isEmpty();
      assertThat(limits.unchecked().orElse("nothing"))
          .contains("max.message.bytes of topic mekiki.scores", "request.max.bytes of the brokers");
    }
  }

  @Test
  void framesWithoutAKeyAreFoundByTheCheck() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary().start()) {
      String address = broker.bootstrapServers();
      run(0, address);
      assertThat(run(0, address, "--check").out()).doesNotContain("without a key");
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", address),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        producer.send(new ProducerRecord<>("mekiki.frames", 2, new byte[] {1}, new byte[9])).get();
        producer.send(new ProducerRecord<>("mekiki.frames", 3, null, new byte[9])).get();
      }

      assertThat(run(1, address, "--check").out())
          .contains(
              "mekiki.frames: partition 3 has frames without a key, mekiki.frames-3-0 for example")
          .doesNotContain("partition 2 has");
    }
  }

  @Test
  void framesGrowWhileNoScorerRunsAndAlarmsBeginAnew() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary().start();
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      String address = broker.bootstrapServers();
      run(0, address);
      String changelog = new ConfigLoader().load().score().applicationId() + "-alarms-changelog";
      admin.createTopics(List.of(new NewTopic(changelog, 6, (short) 1))).all().get();

      assertThat(run(2, address, "--grow", "6").err())
          .contains("mekiki.frames has 6 partitions; --grow needs more than that, not 6");
      FakeTerminal grown = run(0, address, "--grow", "12");
      assertThat(grown.out()).isEqualTo("mekiki.frames: partitions changed from 6 to 12\n");
      assertThat(grown.err()).contains("topics.frames.partitions=12", "state folders");
      await()
          .untilAsserted(
              () -> assertThat(admin.listTopics().names().get()).doesNotContain(changelog));
      run(0, address, "--grow", "13");
      // As if somebody had grown the topic with Kafka's own tools.
      admin.createTopics(List.of(new NewTopic(changelog, 6, (short) 1))).all().get();
      assertThat(run(0, address, "--grow", "13").out())
          .isEqualTo(
              "mekiki.frames has 13 partitions already; the alarms' state of the former number is"
                  + " deleted\n");

      try (KafkaConsumer<byte[], byte[]> scorer = member(broker, changelog)) {
        await()
            .untilAsserted(
                () -> {
                  scorer.poll(Duration.ofMillis(50));
                  assertThat(scorer.assignment()).isNotEmpty();
                });
        assertThat(run(1, address, "--grow", "20").err())
            .contains("has 1 members: stop all scorers first");
      }
    }
  }

  private static KafkaConsumer<byte[], byte[]> member(EmbeddedBroker broker, String changelog) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "group.id",
                changelog.replace("-alarms-changelog", "")),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.subscribe(List.of("mekiki.frames"));
    return consumer;
  }

  @Test
  void aTopicThatSomebodyElseCreatesMeanwhileIsAsGood() throws Exception {
    TopicSpec spec = new TopicSpec("race", 1, -1, Map.of("retention.ms", "60000"), true);
    try (EmbeddedBroker broker = EmbeddedBroker.temporary().start();
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(List.of(new NewTopic("race", 1, (short) 1)))
          .all()
          .get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      TopicAdmin topics = new TopicAdmin(admin);
      assertThat(topics.create(List.of(spec))).isEmpty();
      assertThat(topics.differences(List.of(spec)))
          .singleElement()
          .hasToString("race: retention.ms is 604800000, should be 60000");
    }
  }

  @Test
  void waitsVisiblyForABrokerThatIsAway() throws Exception {
    int port = new FreePorts(new Random()).next();
    FakeTerminal terminal = new FakeTerminal();
    BrokerWait wait = new BrokerWait(kafkaAt("127.0.0.1:" + port), terminal.terminal());
    CompletableFuture<Admin> connected = new CompletableFuture<>();
    Thread waiting =
        new Thread(
            () -> {
              try {
                connected.complete(wait.connect(BrokerWait.SERVICE));
              } catch (InterruptedException | RuntimeException e) {
                connected.completeExceptionally(e);
              }
            });
    waiting.start();
    await()
        .untilAsserted(
            () -> assertThat(terminal.err()).contains("waiting for Kafka at 127.0.0.1:" + port));
    try (EmbeddedBroker broker = EmbeddedBroker.temporary(port).start();
        Admin admin = connected.get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      assertThat(admin).isNotNull();
      assertThat(terminal.err()).contains("Kafka at " + broker.bootstrapServers() + " is there");
    }
  }

  private static KafkaSettings kafkaAt(String address) {
    return new KafkaSettings(
        Optional.of(address), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());
  }

  private static String[] with(String[] arguments, String more) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add(more);
    return all.toArray(String[]::new);
  }

  private static FakeTerminal run(int expected, String address, String... arguments) {
    List<String> all = new ArrayList<>(List.of("topics", "--bootstrap", address));
    all.addAll(List.of(arguments));
    FakeTerminal terminal = new FakeTerminal();
    int exit = terminal.run(all.toArray(String[]::new));
    assertThat(exit).as("%s%s", terminal.out(), terminal.err()).isEqualTo(expected);
    return terminal;
  }
}
