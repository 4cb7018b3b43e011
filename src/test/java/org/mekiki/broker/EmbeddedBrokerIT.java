package org.mekiki.broker;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded broker is a real one: topics, transactions, groups, and data that outlive it. */
class EmbeddedBrokerIT {
  private static final String TOPIC = "frames";

  @TempDir Path folder;

  @Test
  void keepsCommittedRecordsOverARestartOnTheSameAddress() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.in(folder.resolve("data"), 0).start()) {
      String address = broker.bootstrapServers();
      createTopic(address);
      byte[] large = new byte[5_000_000];
      try (var producer = producer(address, Map.of())) {
        producer.send(new ProducerRecord<>(TOPIC, "plain", large)).get(60, SECONDS);
      }
      try (var producer = producer(address, Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "t"))) {
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(TOPIC, "aborted", new byte[1])).get(60, SECONDS);
        producer.abortTransaction();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(TOPIC, "committed", new byte[1]));
        producer.commitTransaction();
      }
      assertThat(keys(address, "before", 2)).containsExactly("plain", "committed");

      broker.stop();
      broker.start();

      assertThat(broker.bootstrapServers()).isEqualTo(address);
      assertThat(keys(address, "after", 2)).containsExactly("plain", "committed");
    }
    assertThat(folder.resolve("data")).isDirectory();

    try (EmbeddedBroker again = EmbeddedBroker.in(folder.resolve("data"), 0).start()) {
      assertThat(keys(again.bootstrapServers(), "later", 2)).containsExactly("plain", "committed");
    }
  }

  @Test
  void offersTheStreamsGroupProtocolAndDeletesATemporaryFolder() throws Exception {
    EmbeddedBroker broker = EmbeddedBroker.temporary().start();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      var features = admin.describeFeatures().featureMetadata().get(60, SECONDS);
      assertThat(features.finalizedFeatures()).containsKey("streams.version");
      assertThat(features.finalizedFeatures().get("streams.version").maxVersionLevel())
          .isPositive();
    }
    broker.close();
    assertThat(broker.data()).doesNotExist();
  }

  @Test
  void saysWhichPortIsInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        EmbeddedBroker broker = EmbeddedBroker.temporary(taken.getLocalPort())) {
      assertThatThrownBy(broker::start)
          .isInstanceOf(BrokerException.class)
          .hasMessage(
              "port %d on 127.0.0.1 is in use; stop what listens there, or choose another port or"
                  + " 0 for any free one",
              taken.getLocalPort());
    }
  }

  @Test
  void leavesAFolderAloneThatHoldsSomethingElse() throws Exception {
    Files.writeString(folder.resolve("diary.txt"), "mine");
    try (EmbeddedBroker broker = EmbeddedBroker.in(folder, 0)) {
      assertThatThrownBy(broker::start)
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining(folder + " is neither empty nor a broker's data");
    }
    assertThat(folder).isDirectoryContaining("glob:**/diary.txt");
  }

  @Test
  void leavesTheDataOfABrokerThatRunsAlone() throws Exception {
    Path data = folder.resolve("data");
    try (EmbeddedBroker first = EmbeddedBroker.in(data, 0).start();
        EmbeddedBroker second = EmbeddedBroker.in(data, 0)) {
      assertThatThrownBy(second::start)
          .isInstanceOf(BrokerException.class)
          .hasMessage(
              "folder %s is in use by another broker; stop that one, or name another folder", data);
      createTopic(first.bootstrapServers());
      first.stop();
      second.start();
    }
  }

  @Test
  void refusesAPortThatIsNone() {
    assertThatThrownBy(() -> EmbeddedBroker.in(folder, 70_000))
        .hasMessage("port 70000 is not valid: 1 to 65535, or 0 for any free port");
  }

  private static void createTopic(String address) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get(60, SECONDS);
    }
  }

  private static KafkaProducer<String, byte[]> producer(String address, Map<String, String> more) {
    Map<String, Object> settings = new java.util.HashMap<>(more);
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, address);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, EmbeddedBroker.MAX_MESSAGE_BYTES);
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  /** Reads by a consumer group, so that the groups' coordinator and its topic take part. */
  private static List<String> keys(String address, String group, int expected) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            address,
            ConsumerConfig.GROUP_ID_CONFIG,
            group,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed");
    List<String> keys = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(TOPIC));
      while (keys.size() < expected) {
        consumer.poll(Duration.ofMillis(200)).forEach(r -> keys.add(r.key()));
      }
      consumer.poll(Duration.ofMillis(200)).forEach(r -> keys.add(r.key()));
    }
    return keys;
  }
}
