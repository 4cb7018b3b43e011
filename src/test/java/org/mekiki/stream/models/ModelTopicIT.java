package org.mekiki.stream.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mekiki.stream.models.TopicFixture.PATIENCE;
import static org.mekiki.stream.models.TopicFixture.records;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.model.ManifestVerifier;
import org.mekiki.model.ModelAssembler;
import org.mekiki.model.ModelLease;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.Models;
import org.mekiki.model.VerifiedModel;
import org.mekiki.padim.PadimModel;

/** Publishing and reading models on a real broker. */
class ModelTopicIT extends OnAModelTopic {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void servesWhatIsPublishedAndSwapsToTheNext(int partitions) throws Exception {
    on(partitions);
    PadimModel first = Models.selection(1);
    PadimModel second = Models.projection(2);
    fixture.publish("part-a", first);
    fixture.publish("part-b", first);
    fixture.caughtUp();

    assertThat(fixture.events.log).containsExactly("loaded part-a/1", "loaded part-b/1");
    assertThat(fixture.served("part-a").gaussians().factor()).isEqualTo(first.gaussians().factor());

    try (ModelLease<PadimModel> inUse = fixture.repository.acquire("part-a").orElseThrow()) {
      assertThat(fixture.publish("part-a", second).version()).isEqualTo(2);
      await().untilAsserted(() -> assertThat(fixture.servedVersion("part-a")).isEqualTo(2));
      assertThat(inUse.manifest().version()).as("a frame keeps its model").isEqualTo(1);
    }
    assertThat(fixture.served("part-a").gaussians().factor())
        .isEqualTo(second.gaussians().factor());
    await()
        .untilAsserted(
            () -> assertThat(fixture.events.log).contains("swapped part-a/1→2").hasSize(3));
  }

  @Test
  void servesAModelWhosePatchesFillSeveralChunks() throws Exception {
    on(3);
    PadimModel large = Models.large(3);
    ModelManifest manifest = fixture.publish("big", large);

    try (ModelDownload download = new ModelDownload(fixture.client, topic)) {
      VerifiedModel fetched = download.fetch(manifest, ModelAssembler.ofAnyBackbone());
      assertThat(manifest.chunks().count()).isEqualTo(3);
      assertThat(fetched.model().gaussians().factor()).isEqualTo(large.gaussians().factor());
    }
  }

  @Test
  void theCatalogueHasWhatIsBeingCommittedWhenItIsAskedFor() throws Exception {
    on(1);
    fixture.publish("part", Models.selection(1));
    try (Producer<byte[], byte[]> producer = ModelClients.producer(fixture.client, topic, "part")) {
      producer.initTransactions();
      producer.beginTransaction();
      byte[] key = ModelTopic.current("part").bytes();
      producer.send(new ProducerRecord<>(topic, 0, key, null)).get();

      Duration impatient = Duration.ofMillis(1);
      assertThat(ModelCatalog.read(fixture.client, topic, impatient).current("part")).isPresent();

      CompletableFuture<ModelCatalog> patient =
          CompletableFuture.supplyAsync(() -> ModelCatalog.read(fixture.client, topic, PATIENCE));
      assertThat(patient)
          .failsWithin(Duration.ofMillis(500))
          .withThrowableOfType(TimeoutException.class);
      producer.commitTransaction();
      assertThat(patient.get().current("part")).isEmpty();
    }
  }

  @Test
  void loadsOnlyTheLastVersionWhenItStarts() throws Exception {
    on(2);
    for (int version = 1; version <= 4; version++) {
      fixture.publish("part", Models.selection(version));
    }
    fixture.caughtUp();

    assertThat(fixture.events.log).containsExactly("loaded part/4");
  }

  @Test
  void readsNothingOfModelsThatAreNotWanted() throws Exception {
    on(2);
    fixture.publish("mine", Models.selection(1));
    fixture.publish("yours", Models.selection(1));
    ModelTopicReader reader =
        fixture.read(fixture.settings().wanting("mine"::equals), ManifestVerifier.NONE);

    assertThat(reader.awaitCaughtUp(PATIENCE)).as("caught up: %s", fixture.events.log).isTrue();
    assertThat(fixture.events.log).containsExactly("loaded mine/1");
    assertThat(fixture.repository.acquire("yours", Duration.ofDays(1))).isEmpty();
  }

  @Test
  void loadsLazilyWhenAFrameAsks() throws Exception {
    on(2);
    fixture.publish("part", Models.selection(1));
    ModelTopicReader reader = fixture.read(fixture.settings().lazily(), ManifestVerifier.NONE);
    assertThat(reader.awaitCaughtUp(PATIENCE)).as("caught up: %s", fixture.events.log).isTrue();
    assertThat(fixture.events.log).isEmpty();

    try (ModelLease<PadimModel> lease =
        fixture.repository.acquire("part", PATIENCE).orElseThrow()) {
      assertThat(lease.manifest().version()).isEqualTo(1);
    }
  }

  @Test
  void showsAModelOnlyOnceItsTransactionIsCommitted() throws Exception {
    on(3);
    ModelManifest next = startWithOldModel();
    try (Producer<byte[], byte[]> producer =
        ModelClients.producer(fixture.client, topic, "training")) {
      producer.initTransactions();
      producer.beginTransaction();
      records(next, Models.selection(2))
          .forEach(
              (key, value) ->
                  producer.send(
                      new ProducerRecord<>(
                          topic,
                          key.partition(3),
                          next.createdAt().toEpochMilli(),
                          key.bytes(),
                          value)));
      producer.flush();
      fixture.put(
          records(Models.manifest("later", 1, Models.selection(5)), Models.selection(5)),
          Models.TIME);
      assertThat(fixture.servedVersion("part")).isEqualTo(1);
      producer.commitTransaction();
    }

    await().untilAsserted(() -> assertThat(fixture.servedVersion("part")).isEqualTo(2));
    await().untilAsserted(() -> assertThat(fixture.servedVersion("later")).isEqualTo(1));
    assertThat(fixture.events.log).noneMatch(event -> event.startsWith("refused"));
  }

  @Test
  void findsChunksAfterTheTopicGotMorePartitions() throws Exception {
    on(2);
    fixture.publish("part-0", Models.selection(1));
    fixture.publish("part-1", Models.selection(1));
    fixture.publish("part-2", Models.selection(1));
    try (Admin admin = Admin.create(fixture.client)) {
      admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(7))).all().get();
    }

    fixture.caughtUp();

    assertThat(fixture.repository.manifests()).containsOnlyKeys("part-0", "part-1", "part-2");
  }

  @Test
  void waitsForATopicThatIsNotThereYet() throws Exception {
    fixture = new TopicFixture(broker.bootstrapServers(), topic);
    ModelTopicReader reader = fixture.read();
    await().untilAsserted(() -> assertThat(fixture.events.log).contains("failed"));
    assertThat(reader.isCaughtUp()).isFalse();

    fixture.create(2, Map.of());

    assertThat(reader.awaitCaughtUp(PATIENCE)).as("caught up: %s", fixture.events.log).isTrue();
    assertThatThrownBy(() -> ModelCatalog.read(fixture.client, topic + "-not"))
        .hasMessage("topic '%s-not' does not exist: create it with 'mekiki topics'", topic);
  }
}
