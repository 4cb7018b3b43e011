package org.mekiki.stream.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mekiki.stream.models.TopicFixture.PATIENCE;
import static org.mekiki.stream.models.TopicFixture.records;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.broker.EmbeddedBroker;
import org.mekiki.model.ManifestJson;
import org.mekiki.model.ManifestVerifier;
import org.mekiki.model.ModelArchive;
import org.mekiki.model.ModelAssembler;
import org.mekiki.model.ModelChunks;
import org.mekiki.model.ModelLease;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.model.Models;
import org.mekiki.model.VerifiedModel;
import org.mekiki.model.signing.ManifestSigner;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.padim.feature.Reduction;
import org.mekiki.padim.gaussian.Precision;

/** Publishing and reading models on a real broker. */
class ModelTopicIT {
  private static EmbeddedBroker broker;
  private static int topics;

  private String topic;
  private TopicFixture fixture;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.temporary().start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void nameTopic() {
    topic = "models-" + ++topics;
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private TopicFixture on(int partitions) {
    fixture = new TopicFixture(broker.bootstrapServers(), topic).create(partitions, Map.of());
    return fixture;
  }

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
  void refusesAnAlteredChunkAndKeepsTheOldModel() throws Exception {
    on(3);
    ModelManifest next = startWithOldModel();
    Map<ModelTopic.Key, byte[]> records = records(next, Models.selection(2));
    records.get(ModelTopic.chunk("part", 2, 0))[50]++;

    fixture.put(records, next.createdAt());

    assertRefused("refused part/2 ALTERED_CHUNK");
  }

  @Test
  void refusesAMissingChunkAndKeepsTheOldModel() throws Exception {
    on(3);
    ModelManifest next = startWithOldModel();
    Map<ModelTopic.Key, byte[]> records = records(next, Models.selection(2));
    records.remove(ModelTopic.chunk("part", 2, 0));

    fixture.put(records, next.createdAt());

    assertRefused("refused part/2 MISSING_CHUNK");
  }

  @Test
  void refusesAModelOfAnotherBackboneAndKeepsTheOldOne() throws Exception {
    on(3);
    startWithOldModel();
    Backbone other = Models.backbone("a".repeat(64), 5);

    fixture.publish("part", Models.model(new Grid(2, 2), reduction(), other, 1));

    assertRefused("refused part/2 WRONG_BACKBONE");
  }

  @Test
  void refusesAModelOfAnotherGeometryAndKeepsTheOldOne() throws Exception {
    on(3);
    startWithOldModel();
    Backbone other =
        new Backbone(
            "tiny.onnx",
            Models.SHA,
            Preprocessing.unit(64, 64),
            List.of(new FeatureShape("a", 5, 16, 16)));

    fixture.publish("part", Models.model(new Grid(2, 2), reduction(), other, 1));

    assertRefused("refused part/2 WRONG_GEOMETRY");
  }

  @Test
  void refusesANewerFormatAndKeepsTheOldModel() throws Exception {
    on(3);
    ModelManifest next = startWithOldModel();
    byte[] newer = Models.inANewerFormat(next);

    fixture.put(
        Map.of(ModelTopic.current("part"), newer, ModelTopic.kept("part", 2), newer),
        next.createdAt());

    assertRefused("refused part/0 NEWER_FORMAT");
    assertThat(fixture.catalog().unreadable())
        .containsOnlyKeys("m/part", "h/part/2")
        .allSatisfy((key, why) -> assertThat(why).contains("this program reads formats 1 to"));
    assertThat(fixture.catalog().nextVersion("part")).isEqualTo(3);
  }

  @Test
  void refusesAManifestUnderAnothersKey() throws Exception {
    on(2);
    ModelManifest next = startWithOldModel();

    fixture.put(Map.of(ModelTopic.current("other"), ManifestJson.write(next)), next.createdAt());

    await()
        .untilAsserted(
            () -> assertThat(fixture.events.log).contains("refused other/2 UNREADABLE_MANIFEST"));
  }

  @Test
  void servesTheModelOnceTheRightChunkIsThere() throws Exception {
    on(3);
    ModelManifest next = startWithOldModel();
    Map<ModelTopic.Key, byte[]> records = records(next, Models.selection(2));
    byte[] altered = records.get(ModelTopic.chunk("part", 2, 0)).clone();
    altered[50]++;
    Map<ModelTopic.Key, byte[]> first = new LinkedHashMap<>();
    first.put(ModelTopic.chunk("part", 2, 0), altered);

    // As after a failed first attempt: the same key twice, the chunk behind its manifest.
    fixture.put(first, next.createdAt());
    fixture.put(records, next.createdAt());

    await().untilAsserted(() -> assertThat(fixture.servedVersion("part")).isEqualTo(2));
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
  void removesAModelThatIsDeleted() throws Exception {
    on(3);
    startWithOldModel();
    fixture.writer.delete("part");

    await().untilAsserted(() -> assertThat(fixture.events.log).contains("removed part"));
    assertThat(fixture.repository.acquire("part")).isEmpty();
    assertThat(fixture.liveKeys()).isEmpty();
    assertThatThrownBy(() -> fixture.writer.delete("part"))
        .isInstanceOf(ModelTopicException.class)
        .hasMessage("there is no model 'part'; no model has been published");
  }

  @Test
  void aRollbackToWhatTrainingDeletesAtThatMomentLeavesTheNewVersionCurrentAndSaysSo()
      throws Exception {
    on(2);
    fixture.publish("part", Models.selection(1));
    fixture.publish("part", Models.selection(2));
    PadimModel third = Models.selection(3);
    // A writer asks for the time when it has looked at the topic and is about to write.
    AtomicBoolean published = new AtomicBoolean();
    InstantSource training =
        () -> {
          if (!published.getAndSet(true)) {
            Map<ModelTopic.Key, byte[]> records = records(Models.manifest("part", 3, third), third);
            records.put(ModelTopic.kept("part", 1), null);
            records.put(ModelTopic.chunk("part", 1, 0), null);
            fixture.put(records, Instant.now());
          }
          return Instant.now();
        };
    ModelTopicWriter writer =
        new ModelTopicWriter(
            fixture.client, topic, ManifestSigner.NONE, training.withZone(ZoneOffset.UTC));

    assertThatThrownBy(() -> writer.rollback("part", 1))
        .isInstanceOf(ModelTopicException.class)
        .hasMessage(
            "model 'part' version 1 can't be gone back to: version 3 was published at the same"
                + " moment and is current; kept are the versions [2, 3], so roll back once more if"
                + " that is still wanted");
    assertThat(fixture.catalog().current("part").orElseThrow().version()).isEqualTo(3);
    fixture.caughtUp();
    assertThat(fixture.served("part").gaussians().factor()).isEqualTo(third.gaussians().factor());
    assertThat(writer.rollback("part").version()).isEqualTo(2);
  }

  @Test
  void keepsOnePreviousVersionAndRollsBackToIt() throws Exception {
    on(3);
    fixture.publish("part", Models.selection(1));
    fixture.publish("part", Models.selection(2));
    fixture.publish("part", Models.selection(3));
    fixture.caughtUp();
    assertThat(fixture.liveKeys())
        .containsExactly("c/part/2/0", "c/part/3/0", "h/part/2", "h/part/3", "m/part");

    assertThat(fixture.writer.rollback("part").version()).isEqualTo(2);

    await().untilAsserted(() -> assertThat(fixture.servedVersion("part")).isEqualTo(2));
    assertThat(fixture.catalog().current("part").orElseThrow().version()).isEqualTo(2);
    assertThat(fixture.catalog().kept("part"))
        .extracting(ModelManifest::version)
        .containsExactly(2L, 3L);
    assertThatThrownBy(() -> fixture.writer.rollback("part"))
        .hasMessage(
            "model 'part' has no older version to go back to: versions 2 and 3 are kept, 2 is"
                + " current");
    assertThatThrownBy(() -> fixture.writer.rollback("part", 7))
        .hasMessage(
            "not rolled back: model 'part' has no version 7; versions 2 and 3 are kept, 2 is"
                + " current");
    assertThatThrownBy(() -> fixture.writer.rollback("other"))
        .hasMessage("not rolled back: there is no model 'other'; valid: part");
    assertThat(fixture.writer.rollback("part", 3).version()).isEqualTo(3);
    await().untilAsserted(() -> assertThat(fixture.servedVersion("part")).isEqualTo(3));

    fixture.writer.rollback("part", 2);
    assertThat(fixture.publish("part", Models.selection(4)).version()).isEqualTo(4);
    assertThat(fixture.liveKeys())
        .as("the version that was current is kept, not the newer one that was left")
        .containsExactly("c/part/2/0", "c/part/4/0", "h/part/2", "h/part/4", "m/part");
  }

  @Test
  void exportsAndImportsUnderAnotherKey(@TempDir Path folder) throws Exception {
    on(3);
    ModelManifest published = fixture.publish("part", Models.projection(1));
    Path file = folder.resolve("part.mekiki");
    try (ModelDownload download = new ModelDownload(fixture.client, topic)) {
      VerifiedModel model = download.fetch(published, ModelAssembler.ofAnyBackbone());
      Models.write(
          file,
          published,
          new ModelChunks(model.model(), published.tiling(), published.chunks().precision()));
    }

    try (ModelArchive opened = ModelArchive.open(file)) {
      ModelManifest imported = fixture.writer.publish("copy", opened.manifest(), opened);
      assertThat(imported.chunks()).isEqualTo(published.chunks());
      assertThat(imported.training()).isEqualTo(published.training());
    }
    fixture.caughtUp();
    assertThat(fixture.served("copy").gaussians().factor())
        .isEqualTo(fixture.served("part").gaussians().factor());
  }

  @Test
  void publishesNothingWhenAChunkCannotBeRead() {
    on(3);
    ModelManifest manifest = Models.manifest("x", 1, Models.projection(1));
    ModelChunks chunks = Models.chunks(Models.projection(1));

    assertThatThrownBy(
            () ->
                fixture.writer.publish(
                    "part",
                    manifest,
                    n -> {
                      if (n == 1) {
                        throw new IOException("disk gone");
                      }
                      return chunks.chunk(n);
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("disk gone");
    assertThatThrownBy(() -> fixture.writer.publish("part", manifest, n -> new byte[] {(byte) n}))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageStartingWith("chunk 0 of model 'part' version 1 was altered: its sha256");
    assertThat(fixture.liveKeys()).isEmpty();
  }

  @Test
  void givesWayToALaterWriterOfTheSameModel() throws Exception {
    on(3);
    PadimModel model = Models.projection(1);
    ModelManifest manifest = Models.manifest("x", 1, model);

    assertThatThrownBy(
            () ->
                fixture.writer.publish(
                    "part",
                    manifest,
                    n -> {
                      if (n == 0) {
                        fixture.publish("part", Models.selection(7));
                      }
                      return Models.chunks(model).chunk(n);
                    }))
        .isInstanceOf(ModelTopicException.class)
        .hasMessageStartingWith("model 'part' can't be published on topic '" + topic + "': ")
        .hasMessageEndingWith("someone else is writing the same model at this moment");

    fixture.caughtUp();
    assertThat(fixture.events.log).containsExactly("loaded part/1");
  }

  @Test
  void takesOnlySignedModelsIfToldTo() throws Exception {
    on(2);
    KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    ModelTopicWriter signing =
        new ModelTopicWriter(
            fixture.client, topic, ManifestSigner.of(keys.getPrivate()), Clock.systemUTC());
    signing.publish(
        "signed", Models.selection(1), Precision.BF16, Models.training(), Models.calibration());
    signing.publish(
        "signed", Models.selection(2), Precision.BF16, Models.training(), Models.calibration());
    fixture.publish("unsigned", Models.selection(1));

    ModelTopicReader reader =
        fixture.read(fixture.settings(), ManifestVerifier.of(List.of(keys.getPublic())));
    assertThat(reader.awaitCaughtUp(PATIENCE)).as("caught up: %s", fixture.events.log).isTrue();

    assertThat(fixture.events.log)
        .containsExactly("loaded signed/2", "refused unsigned/1 BAD_SIGNATURE");
    signing.rollback("signed");
    await().untilAsserted(() -> assertThat(fixture.servedVersion("signed")).isEqualTo(1));
    new ModelTopicWriter(fixture.client, topic).delete("signed");
    await()
        .untilAsserted(
            () -> assertThat(fixture.events.log).contains("refused signed/0 UNSIGNED_DELETION"));
    assertThat(fixture.servedVersion("signed")).isEqualTo(1);
    signing.publish(
        "signed", Models.selection(3), Precision.BF16, Models.training(), Models.calibration());
    await().untilAsserted(() -> assertThat(fixture.servedVersion("signed")).isEqualTo(3));
    signing.delete("signed");
    await().untilAsserted(() -> assertThat(fixture.servedVersion("signed")).isEqualTo(0));
    assertThat(fixture.catalog().models()).containsExactly("unsigned");
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

  private ModelManifest startWithOldModel() throws InterruptedException {
    ModelManifest old = fixture.publish("part", Models.selection(1));
    fixture.caughtUp();
    assertThat(fixture.servedVersion("part")).isEqualTo(1);
    Instant later = old.createdAt().plusMillis(1);
    return Models.manifest("part", 2, Models.selection(2)).republished("part", 2, later);
  }

  private void assertRefused(String event) {
    await().untilAsserted(() -> assertThat(fixture.events.log).contains(event));
    assertThat(fixture.servedVersion("part")).isEqualTo(1);
    Optional<ModelLease<PadimModel>> lease = fixture.repository.acquire("part");
    assertThat(lease).isPresent();
    lease.get().close();
    fixture.publish("healthy", Models.selection(9));
    await().untilAsserted(() -> assertThat(fixture.servedVersion("healthy")).isEqualTo(1));
  }

  private static Reduction reduction() {
    return new Reduction.Selection(5, new int[] {0, 1});
  }
}
