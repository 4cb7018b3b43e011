package org.mekiki.stream.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mekiki.stream.models.TopicFixture.PATIENCE;
import static org.mekiki.stream.models.TopicFixture.records;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mekiki.model.ManifestJson;
import org.mekiki.model.ManifestVerifier;
import org.mekiki.model.ModelAssembler;
import org.mekiki.model.ModelFactory;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRepository;
import org.mekiki.model.Models;
import org.mekiki.model.VerifiedModel;
import org.mekiki.padim.PadimModel;

/** The reader when things go wrong, on mock consumers. */
class ModelTopicReaderTest {
  private static final int PARTITIONS = 3;

  private final TopicFixture.Recorder events = new TopicFixture.Recorder();
  private final ModelRepository<PadimModel> repository =
      new ModelRepository<>(model -> model.model(), 1_000_000, events);
  private final ReaderSettings settings =
      new ReaderSettings(
          Map.of(),
          FakeConsumer.TOPIC,
          model -> true,
          true,
          Duration.ofMillis(1),
          Duration.ofMillis(5));
  private ModelTopicReader reader;

  @AfterEach
  void close() {
    if (reader != null) {
      reader.close();
    }
  }

  @Test
  void startsWithNewClientsAfterAFailure() throws Exception {
    FakeConsumer broken = topic(Map.of());
    broken.setPollException(new KafkaException("all is lost"));
    FakeConsumer healthy = topic(version(1));

    read(settings, given(broken, healthy), given(topic(Map.of()), topic(version(1))));

    assertThat(reader.awaitCaughtUp(PATIENCE)).as("caught up: %s", events.log).isTrue();
    assertThat(events.log).containsExactly("failed", "loaded part/1");
    assertThat(broken.closed()).isTrue();
  }

  @Test
  void goesOnWithTheSameClientsAfterAPassingFailure() throws Exception {
    AtomicBoolean failed = new AtomicBoolean();
    FakeConsumer chunks =
        topic(version(1))
            .beforeOffsets(
                () -> {
                  if (!failed.getAndSet(true)) {
                    throw new TimeoutException("no leader");
                  }
                });

    read(settings, given(topic(version(1))), given(chunks));

    assertThat(reader.awaitCaughtUp(PATIENCE)).as("caught up: %s", events.log).isTrue();
    assertThat(events.log).containsExactly("failed", "loaded part/1");
  }

  @Test
  void loadsOtherModelsWhileOneCannotBeRead() {
    FakeConsumer manifests = topic(version(1));
    manifests.with(records(manifest("lid", 1), Models.selection(1)));
    FakeConsumer chunks = topic(version(1));
    chunks.with(records(manifest("lid", 1), Models.selection(1)));
    int partsPartition = ModelTopic.chunkPartition("part", PARTITIONS);
    chunks.beforeOffsets(
        () -> {
          TopicPartition last = chunks.assignments.get(chunks.assignments.size() - 1);
          if (last.partition() == partsPartition) {
            throw new TimeoutException("no leader");
          }
        });
    assertThat(partsPartition).isNotEqualTo(ModelTopic.chunkPartition("lid", PARTITIONS));

    read(settings, given(manifests), given(chunks));

    await().untilAsserted(() -> assertThat(events.log).contains("loaded lid/1"));
    assertThat(reader.isCaughtUp()).as("one is still to come").isFalse();
    assertThat(repository.manifests()).containsOnlyKeys("lid");
  }

  @Test
  void forgetsModelsThatVanishedWhileItCouldNotRead() throws Exception {
    FakeConsumer first = topic(version(1));
    FakeConsumer second = topic(Map.of());
    second.with(records(manifest("other", 1), Models.selection(1)));
    FakeConsumer chunks = topic(version(1));
    FakeConsumer moreChunks = topic(records(manifest("other", 1), Models.selection(1)));
    read(settings, given(first, second), given(chunks, moreChunks));
    assertThat(reader.awaitCaughtUp(PATIENCE)).as("caught up: %s", events.log).isTrue();

    first.setPollException(new KafkaException("gone for a day"));

    await().untilAsserted(() -> assertThat(events.log).contains("loaded other/1"));
    assertThat(events.log)
        .containsExactly("loaded part/1", "failed", "removed part", "loaded other/1");
  }

  @Test
  void doesNotComplainOfAVersionThatWasSupersededWhileItWasRead() throws Exception {
    ModelManifest old = manifest("part", 1);
    FakeConsumer manifests = topic(Map.of(ModelTopic.current("part"), ManifestJson.write(old)));
    FakeConsumer chunks = topic(Map.of());
    AtomicBoolean once = new AtomicBoolean();
    chunks.with(version(2));
    chunks.beforeOffsets(
        () -> {
          if (!once.getAndSet(true)) {
            manifests.with(ModelTopic.current("part"), ManifestJson.write(manifest("part", 2)));
          }
        });

    read(settings, given(manifests), given(chunks));

    await().untilAsserted(() -> assertThat(events.log).containsExactly("loaded part/2"));
  }

  @Test
  void readsNoChunksOfModelsThatAreNotWanted() throws Exception {
    FakeConsumer chunks = topic(version(1));

    read(settings.wanting("other"::equals), given(topic(version(1))), given(chunks));

    assertThat(reader.awaitCaughtUp(PATIENCE)).as("caught up: %s", events.log).isTrue();
    assertThat(chunks.assignments).isEmpty();
    assertThat(events.log).isEmpty();
  }

  @Test
  void readsNoChunksOfAModelThatIsServedAlready() throws Exception {
    FakeConsumer manifests = topic(version(1));
    FakeConsumer chunks = topic(version(1));
    read(settings, given(manifests), given(chunks));
    assertThat(reader.awaitCaughtUp(PATIENCE)).as("caught up: %s", events.log).isTrue();

    manifests.with(ModelTopic.current("part"), ManifestJson.write(manifest("part", 1)));
    int polls = manifests.polls.get();
    await().untilAsserted(() -> assertThat(manifests.polls.get()).isGreaterThan(polls + 3));

    assertThat(chunks.assignments).hasSize(1);
    assertThat(events.log).containsExactly("loaded part/1");
  }

  @Test
  void readsNoChunksOfAModelThatThisMachineHasKept() throws Exception {
    ModelFactory<PadimModel> keeping =
        new ModelFactory<>() {
          @Override
          public PadimModel create(VerifiedModel model) {
            return model.model();
          }

          @Override
          public Optional<PadimModel> recall(ModelManifest manifest) {
            return Optional.of(Models.selection(7));
          }
        };
    FakeConsumer chunks = topic(Map.of());
    read(
        settings,
        new ModelRepository<>(keeping, 1_000_000, events),
        given(topic(version(1))),
        given(chunks));

    assertThat(reader.awaitCaughtUp(PATIENCE)).as("caught up: %s", events.log).isTrue();
    assertThat(events.log).containsExactly("loaded part/1");
    assertThat(chunks.assignments).isEmpty();
  }

  @Test
  void leavesModelsForLaterThatHaveNoRoom() throws Exception {
    long bytes = manifest("part", 1).memoryBytes();
    ModelRepository<PadimModel> small = new ModelRepository<>(m -> m.model(), bytes, events);
    FakeConsumer manifests = topic(version(1));
    manifests.with(records(manifest("other", 1), Models.selection(1)));
    FakeConsumer chunks = topic(version(1));
    chunks.with(records(manifest("other", 1), Models.selection(1)));
    read(settings, small, given(manifests), given(chunks));

    assertThat(reader.awaitCaughtUp(PATIENCE)).as("caught up: %s", events.log).isTrue();
    assertThat(events.log).containsExactly("loaded part/1");

    assertThat(small.acquire("other", PATIENCE)).isPresent();
    await()
        .untilAsserted(
            () ->
                assertThat(events.log)
                    .containsExactly("loaded part/1", "loaded other/1", "evicted part"));
    assertThat(small.acquire("part", PATIENCE)).isPresent();
  }

  @Test
  void loadsTheModelsThatFramesAskForFirst() throws Exception {
    List<String> models = List.of("a", "b", "c", "d");
    FakeConsumer manifests = topic(Map.of());
    FakeConsumer chunks = topic(Map.of());
    for (String model : models) {
      manifests.with(records(manifest(model, 1), Models.selection(1)));
      chunks.with(records(manifest(model, 1), Models.selection(1)));
    }
    List<String> known = new ArrayList<>();
    AtomicBoolean caughtUp = new AtomicBoolean();
    chunks.beforeOffsets(
        () -> {
          if (known.isEmpty()) { // while "a" is being loaded
            models.stream().filter(repository::isAnnounced).forEach(known::add);
            caughtUp.set(reader.isCaughtUp() || !reader.hasAnnouncedAll());
            repository.acquire("d");
          }
        });

    read(settings, given(manifests), given(chunks));

    assertThat(reader.awaitCaughtUp(PATIENCE)).as("caught up: %s", events.log).isTrue();
    assertThat(known).as("a frame would wait for these").containsExactlyElementsOf(models);
    assertThat(caughtUp).isFalse();
    assertThat(events.log).containsExactly("loaded a/1", "loaded d/1", "loaded b/1", "loaded c/1");
  }

  @Test
  void aModelThatFramesAskForAndThatCannotBeReadHoldsUpNoOther() {
    FakeConsumer manifests = topic(version(1));
    manifests.with(records(manifest("lid", 1), Models.selection(1)));
    FakeConsumer chunks = topic(version(1));
    chunks.with(records(manifest("lid", 1), Models.selection(1)));
    int partsPartition = ModelTopic.chunkPartition("part", PARTITIONS);
    chunks.beforeOffsets(
        () -> {
          repository.acquire("part");
          TopicPartition last = chunks.assignments.get(chunks.assignments.size() - 1);
          if (last.partition() == partsPartition) {
            throw new TimeoutException("no leader");
          }
        });

    read(settings, given(manifests), given(chunks));

    await().untilAsserted(() -> assertThat(events.log).contains("loaded lid/1"));
  }

  @Test
  void refusesAModelThatNoScorerCanBeMadeOf() throws Exception {
    ModelRepository<PadimModel> picky =
        new ModelRepository<>(
            model -> {
              throw new IllegalStateException("kernel needs AVX");
            },
            1_000_000,
            events);

    read(settings, picky, given(topic(version(1))), given(topic(version(1))));

    assertThat(reader.awaitCaughtUp(PATIENCE)).as("caught up: %s", events.log).isTrue();
    assertThat(events.log).containsExactly("refused part/1 UNUSABLE");
    assertThat(picky.acquire("part", Duration.ofDays(1))).as("does not wait").isEmpty();
  }

  @Test
  void closesAtOnceInTheMiddleOfALoad() {
    FakeConsumer chunks = topic(version(1)).silent();
    read(settings, given(topic(version(1))), given(chunks));
    await().untilAsserted(() -> assertThat(chunks.polls.get()).isGreaterThan(2));

    reader.close();

    assertThat(reader.isAlive()).isFalse();
    assertThat(chunks.closed()).isTrue();
    assertThat(events.log).isEmpty();
  }

  @Test
  void closesWithoutHavingStarted() {
    FakeConsumer manifests = topic(Map.of());
    ModelTopicReader unstarted =
        new ModelTopicReader(
            settings,
            ModelAssembler.ofAnyBackbone(),
            ManifestVerifier.NONE,
            repository,
            events,
            given(manifests),
            given(topic(Map.of())));

    unstarted.close();

    assertThat(manifests.closed()).isTrue();
  }

  @Test
  void refusesClientSettingsThatNoClientTakes() {
    ReaderSettings wrong = ReaderSettings.of(Map.of("bootstrap.servers", "no port"), "models");

    assertThatThrownBy(
            () ->
                new ModelTopicReader(
                    wrong,
                    ModelAssembler.ofAnyBackbone(),
                    ManifestVerifier.NONE,
                    repository,
                    events))
        .isInstanceOf(KafkaException.class)
        .satisfies(
            e ->
                assertThat(e instanceof ConfigException || e.getCause() instanceof ConfigException)
                    .isTrue());
    assertThatThrownBy(
            () ->
                new ReaderSettings(
                    Map.of(), "models", m -> true, true, Duration.ZERO, Duration.ofSeconds(1)))
        .hasMessage(
            "backoff from PT0S to PT1S is not valid: the first must be above 0 and not above the"
                + " second");
  }

  @Test
  void showsNoPasswordOfItsClients() {
    ReaderSettings secret = ReaderSettings.of(Map.of("sasl.jaas.config", "hunter2"), "models");

    assertThat(secret.toString()).contains("models").doesNotContain("hunter2");
  }

  private void read(
      ReaderSettings how,
      Function<Map<String, ?>, Consumer<byte[], byte[]>> manifests,
      Function<Map<String, ?>, Consumer<byte[], byte[]>> chunks) {
    read(how, repository, manifests, chunks);
  }

  private void read(
      ReaderSettings how,
      ModelRepository<PadimModel> into,
      Function<Map<String, ?>, Consumer<byte[], byte[]>> manifests,
      Function<Map<String, ?>, Consumer<byte[], byte[]>> chunks) {
    reader =
        new ModelTopicReader(
            how,
            ModelAssembler.of(Models.backbone()),
            ManifestVerifier.NONE,
            into,
            events,
            manifests,
            chunks);
    reader.start(); // now that what the consumers run may ask it
  }

  private static FakeConsumer topic(Map<ModelTopic.Key, byte[]> records) {
    return new FakeConsumer(PARTITIONS).with(records);
  }

  private static Map<ModelTopic.Key, byte[]> version(long version) {
    return records(manifest("part", version), Models.selection(version));
  }

  private static ModelManifest manifest(String model, long version) {
    return Models.manifest(model, version, Models.selection(version));
  }

  private static Function<Map<String, ?>, Consumer<byte[], byte[]>> given(
      FakeConsumer... consumers) {
    Deque<FakeConsumer> left = new ArrayDeque<>(Arrays.asList(consumers));
    return client -> left.size() > 1 ? left.remove() : left.element();
  }
}
