package org.mekiki.stream.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.mekiki.Patience;
import org.mekiki.model.ManifestJson;
import org.mekiki.model.ManifestVerifier;
import org.mekiki.model.ModelAssembler;
import org.mekiki.model.ModelEvents;
import org.mekiki.model.ModelLease;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.model.ModelRepository;
import org.mekiki.model.Models;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.gaussian.Precision;

/** A models topic on a real broker, with a reader on it. */
final class TopicFixture implements AutoCloseable {
  static final Duration PATIENCE = Patience.PATIENCE;

  final Map<String, Object> client;
  final String topic;
  final ModelTopicWriter writer;
  final Recorder events = new Recorder();
  final ModelRepository<PadimModel> repository =
      new ModelRepository<>(model -> model.model(), 100_000_000, events);
  private ModelTopicReader reader;

  TopicFixture(String bootstrap, String topic) {
    this.client = Map.of("bootstrap.servers", bootstrap);
    this.topic = topic;
    this.writer = new ModelTopicWriter(client, topic);
  }

  TopicFixture create(int partitions, Map<String, String> differing) {
    Map<String, String> settings = new HashMap<>(ModelTopic.settings());
    settings.putAll(differing);
    try (Admin admin = Admin.create(client)) {
      NewTopic created = new NewTopic(topic, partitions, (short) 1).configs(settings);
      admin.createTopics(List.of(created)).all().get();
      // The broker answers before clients are told of the topic.
      await().untilAsserted(() -> assertThat(admin.listTopics().names().get()).contains(topic));
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  ReaderSettings settings() {
    ReaderSettings all = ReaderSettings.of(client, topic);
    return new ReaderSettings(
        client, topic, all.wanted(), true, Duration.ofMillis(20), Duration.ofMillis(200));
  }

  ModelTopicReader read() {
    return read(settings(), ManifestVerifier.NONE);
  }

  ModelTopicReader read(ReaderSettings settings, ManifestVerifier verifier) {
    reader =
        new ModelTopicReader(
                settings, ModelAssembler.of(Models.backbone()), verifier, repository, events)
            .start();
    return reader;
  }

  TopicFixture caughtUp() throws InterruptedException {
    if (!read().awaitCaughtUp(PATIENCE)) {
      throw new AssertionError("not caught up: " + events.log);
    }
    return this;
  }

  ModelManifest publish(String model, PadimModel numbers) {
    return writer.publish(
        model, numbers, Precision.FLOAT32, Models.training(), Models.calibration());
  }

  /** 0 if none is served. */
  long servedVersion(String model) {
    return repository.manifest(model).map(ModelManifest::version).orElse(0L);
  }

  PadimModel served(String model) {
    try (ModelLease<PadimModel> lease = repository.acquire(model).orElseThrow()) {
      return lease.scorer();
    }
  }

  ModelCatalog catalog() {
    return ModelCatalog.read(client, topic);
  }

  /** Writes records past all checks. */
  void put(Map<ModelTopic.Key, byte[]> records, Instant time) {
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      int partitions = producer.partitionsFor(topic).size();
      records.forEach(
          (key, value) ->
              producer.send(
                  new ProducerRecord<>(
                      topic, key.partition(partitions), time.toEpochMilli(), key.bytes(), value)));
    }
  }

  /** A version as training writes it. */
  static Map<ModelTopic.Key, byte[]> records(ModelManifest manifest, PadimModel numbers) {
    Map<ModelTopic.Key, byte[]> records = new java.util.LinkedHashMap<>();
    IntStream.range(0, manifest.chunks().count())
        .forEach(
            n ->
                records.put(
                    ModelTopic.chunk(manifest.model(), manifest.version(), n),
                    Models.chunks(numbers).chunk(n)));
    byte[] json = ManifestJson.write(manifest);
    records.put(ModelTopic.kept(manifest.model(), manifest.version()), json);
    records.put(ModelTopic.current(manifest.model()), json);
    return records;
  }

  /**
   * All records of the topic: key → values in order, null for a tombstone. A commit's markers are
   * written after the producer was told of it, so open transactions are waited for.
   */
  Map<String, List<byte[]>> dump() {
    Map<String, List<byte[]>> dump = new TreeMap<>();
    try (Consumer<byte[], byte[]> consumer = ModelClients.manifests(client);
        Consumer<byte[], byte[]> everything = ModelClients.chunks(client)) {
      List<TopicPartition> all =
          IntStream.range(0, ModelClients.partitions(consumer, topic))
              .mapToObj(p -> new TopicPartition(topic, p))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = everything.endOffsets(all);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (all.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          String key = ModelTopic.parse(record.key()).orElseThrow().toString();
          dump.computeIfAbsent(key, k -> new ArrayList<>()).add(record.value());
        }
        if (System.nanoTime() > deadline) {
          throw new AssertionError("transactions stay open before " + ends + "; read: " + dump);
        }
      }
    }
    return dump;
  }

  /** Keys whose last record is not a tombstone. */
  List<String> liveKeys() {
    return dump().entrySet().stream()
        .filter(entry -> entry.getValue().get(entry.getValue().size() - 1) != null)
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    }
    repository.close();
  }

  static final class Recorder implements ModelEvents {
    final Queue<String> log = new ConcurrentLinkedQueue<>();

    @Override
    public void loaded(ModelManifest manifest, long bytes, Duration took) {
      log.add("loaded " + manifest.model() + '/' + manifest.version());
    }

    @Override
    public void swapped(ModelManifest from, ModelManifest to, long bytes, Duration took) {
      log.add("swapped " + to.model() + '/' + from.version() + '→' + to.version());
    }

    @Override
    public void refused(String model, long version, ModelRefusedException why) {
      log.add("refused " + model + '/' + version + ' ' + why.reason());
    }

    @Override
    public void evicted(ModelManifest manifest, long bytes) {
      log.add("evicted " + manifest.model());
    }

    @Override
    public void removed(ModelManifest manifest) {
      log.add("removed " + manifest.model());
    }

    @Override
    public void sourceFailed(Throwable why) {
      log.add("failed");
    }
  }
}
