package org.mekiki.stream.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mekiki.stream.models.TopicFixture.PATIENCE;
import static org.mekiki.stream.models.TopicFixture.records;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.model.CurrentVersion;
import org.mekiki.model.ManifestJson;
import org.mekiki.model.ManifestVerifier;
import org.mekiki.model.ModelAssembler;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRepository;
import org.mekiki.model.Models;
import org.mekiki.model.signing.ManifestSigner;
import org.mekiki.model.signing.SigningKeys;
import org.mekiki.padim.PadimModel;

/** Which version scores where only signed models are taken, whatever others write to the topic. */
class TrustedModelsTest {
  private static final KeyPair OURS = SigningKeys.generate();
  private static final KeyPair THEIRS = SigningKeys.generate();
  private static final int PARTITIONS = 3;

  private final TopicFixture.Recorder events = new TopicFixture.Recorder();
  private ModelRepository<PadimModel> repository;
  private FakeConsumer manifests = new FakeConsumer(PARTITIONS);
  private FakeConsumer chunks = new FakeConsumer(PARTITIONS);
  private ModelTopicReader reader;

  @TempDir private Path state;

  @AfterEach
  void close() {
    reader.close();
  }

  @Test
  void anUnsignedDeletionLeavesTheModelInServiceAlsoAfterARestart() throws Exception {
    publish(1, OURS);
    start();
    manifests.with(ModelTopic.current("part"), null);
    awaitEvent("refused part/0 UNSIGNED_DELETION");
    assertThat(served()).isEqualTo(1);

    restart();
    assertThat(served()).isEqualTo(1);
  }

  @Test
  void aSignedDeletionEndsTheService() throws Exception {
    publish(1, OURS);
    start();
    state(new CurrentVersion("part", 0, 1, 7), OURS);
    manifests.with(ModelTopic.current("part"), null);
    awaitEvent("removed part");

    restart();
    assertThat(served()).isZero();
    assertThat(events.log).noneMatch(event -> event.startsWith("refused"));
    publish(1, OURS);
    awaitEvent("refused part/1 REPLAYED");
    assertThat(served()).isZero();
    publish(2, OURS);
    await().untilAsserted(() -> assertThat(served()).isEqualTo(2));
  }

  @Test
  void anUnsignedOrForeignNewerVersionLeavesTheOldOneInServiceAlsoAfterARestart() throws Exception {
    publish(1, OURS);
    start();
    publish(2, null);
    awaitEvent("refused part/2 BAD_SIGNATURE");
    publish(3, THEIRS);
    await().untilAsserted(() -> assertThat(count("refused part/3 BAD_SIGNATURE")).isGreaterThan(0));
    assertThat(served()).isEqualTo(1);

    restart();
    assertThat(served()).isEqualTo(1);
    publish(4, OURS);
    await().untilAsserted(() -> assertThat(served()).isEqualTo(4));
  }

  /** Compaction leaves the last record of each key. */
  @Test
  void theKeptManifestBringsItBackWhereTheCurrentOneWasOverwritten() throws Exception {
    ModelManifest manifest = manifest(5);
    kept(manifest, OURS);
    manifests.with(ModelTopic.current("part"), "nonsense".getBytes(StandardCharsets.UTF_8));
    start();
    assertThat(served()).isEqualTo(5);
    assertThat(events.log).contains("loaded part/5", "refused part/0 BAD_SIGNATURE");
  }

  @Test
  void anOldVersionThatIsWrittenAgainIsNoticed() throws Exception {
    publish(1, OURS);
    publish(2, OURS);
    start();
    assertThat(served()).isEqualTo(2);
    ModelManifest old = manifest(1);
    current(old, OURS);
    awaitEvent("refused part/1 REPLAYED");
    assertThat(served()).isEqualTo(2);

    restart();
    assertThat(served()).isEqualTo(2);
  }

  @Test
  void whatWasCurrentBeforeIsNoReplayWhenTheTopicIsReadAgain() throws Exception {
    publish(1, OURS);
    publish(2, OURS);
    start();
    restart();
    assertThat(events.log).containsExactly("loaded part/2", "loaded part/2");
  }

  /** Those who may write to the topic may take anything away; the state folder remembers. */
  @Test
  void anOldVersionIsNoticedThoughTheTopicHoldsNothingElse() throws Exception {
    publish(1, OURS);
    publish(2, OURS);
    start();
    manifests = new FakeConsumer(PARTITIONS);
    kept(manifest(1), OURS);
    current(manifest(1), OURS);
    restart();
    assertThat(served()).isEqualTo(2);
    assertThat(events.log).contains("refused part/1 REPLAYED");
  }

  @Test
  void aSignedRollbackGoesBackAndAnOldStatementDoesNot() throws Exception {
    publish(1, OURS);
    publish(2, OURS);
    start();
    CurrentVersion back = new CurrentVersion("part", 1, 2, 5);
    state(back, OURS);
    current(manifest(1), OURS);
    await().untilAsserted(() -> assertThat(served()).isEqualTo(1));
    state(new CurrentVersion("part", 2, 2, 6), OURS);
    current(manifest(2), OURS);
    await().untilAsserted(() -> assertThat(served()).isEqualTo(2));
    assertThat(events.log).noneMatch(event -> event.startsWith("refused"));

    state(back, OURS);
    awaitEvent("refused part/2 REPLAYED");
    restart();
    assertThat(served()).isEqualTo(2);
  }

  @Test
  void aStatementByNobodyTrustedIsNone() throws Exception {
    publish(1, OURS);
    publish(2, OURS);
    start();
    state(new CurrentVersion("part", 1, 2, 5), THEIRS);
    awaitEvent("refused part/2 BAD_SIGNATURE");
    state(new CurrentVersion("part", 0, 2, 6), null);
    await().untilAsserted(() -> assertThat(count("refused part/2 BAD_SIGNATURE")).isEqualTo(2));
    assertThat(served()).isEqualTo(2);
  }

  /** As releases before statements wrote them. */
  @Test
  void aSignedModelWithoutAStatementIsServedAndSoIsARollbackOfItsTime() throws Exception {
    kept(manifest(1), OURS);
    kept(manifest(2), OURS);
    current(manifest(1), OURS);
    start();
    assertThat(served()).isEqualTo(1);
    assertThat(events.log).containsExactly("loaded part/1");
  }

  @Test
  void aKeyThatIsNoLongerTrustedIsNotRememberedEither() throws Exception {
    publish(1, OURS);
    start();
    reader.close();
    manifests = new FakeConsumer(PARTITIONS);
    start(ManifestVerifier.of(List.of(THEIRS.getPublic())));
    assertThat(served()).isZero();
  }

  @Test
  void whatCanNotBeReadInTheStateFolderIsPassedOver() throws Exception {
    Path folder = Files.createDirectories(state.resolve(TrustMemory.FOLDER));
    Files.writeString(folder.resolve("model-part.json"), "{");
    Files.writeString(folder.resolve("model-lid.json"), "{\"statement\": 3}");
    publish(1, OURS);
    start();
    assertThat(served()).isEqualTo(1);
  }

  private void publish(long version, KeyPair keys) {
    ModelManifest manifest = manifest(version);
    records(manifest, Models.selection(version))
        .forEach(
            (key, value) -> {
              if (key.kind() == ModelTopic.Kind.CHUNK) {
                chunks.with(key, value);
              }
            });
    state(CurrentVersion.published(manifest), keys);
    kept(manifest, keys);
    current(manifest, keys);
  }

  private void kept(ModelManifest manifest, KeyPair keys) {
    chunks.with(records(manifest, Models.selection(manifest.version())));
    byte[] json = ManifestJson.write(manifest);
    manifests.with(ModelTopic.kept("part", manifest.version()), json, sign(json, keys));
  }

  private void current(ModelManifest manifest, KeyPair keys) {
    byte[] json = ManifestJson.write(manifest);
    manifests.with(ModelTopic.current("part"), json, sign(json, keys));
  }

  private void state(CurrentVersion statement, KeyPair keys) {
    byte[] json = statement.toBytes();
    manifests.with(ModelTopic.statement("part"), json, sign(json, keys));
  }

  private static byte[] sign(byte[] json, KeyPair keys) {
    return keys == null ? null : ManifestSigner.of(keys.getPrivate()).sign(json);
  }

  private void start() throws InterruptedException {
    start(ManifestVerifier.of(List.of(OURS.getPublic())));
  }

  private void start(ManifestVerifier verifier) throws InterruptedException {
    repository = new ModelRepository<>(model -> model.model(), 1_000_000, events);
    ReaderSettings settings =
        new ReaderSettings(
                Map.of(),
                FakeConsumer.TOPIC,
                model -> true,
                true,
                Duration.ofMillis(1),
                Duration.ofMillis(5))
            .remembering(state);
    reader =
        new ModelTopicReader(
                settings,
                ModelAssembler.of(Models.backbone()),
                verifier,
                repository,
                events,
                client -> manifests,
                client -> chunks)
            .start();
    assertThat(reader.awaitCaughtUp(PATIENCE)).as(() -> "caught up: " + events.log).isTrue();
  }

  /** The same log, as a consumer of another process reads it. */
  private void restart() throws InterruptedException {
    reader.close();
    manifests = manifests.copy();
    chunks = chunks.copy();
    start();
  }

  private long served() {
    return repository.manifest("part").map(ModelManifest::version).orElse(0L);
  }

  private long count(String event) {
    return events.log.stream().filter(event::equals).count();
  }

  private void awaitEvent(String event) {
    await().untilAsserted(() -> assertThat(events.log).as("events").contains(event));
  }

  private static ModelManifest manifest(long version) {
    return Models.manifest("part", version, Models.selection(version));
  }
}
