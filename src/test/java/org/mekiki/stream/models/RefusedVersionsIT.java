package org.mekiki.stream.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mekiki.stream.models.TopicFixture.PATIENCE;
import static org.mekiki.stream.models.TopicFixture.records;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mekiki.model.ManifestJson;
import org.mekiki.model.ManifestVerifier;
import org.mekiki.model.ModelLease;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.Models;
import org.mekiki.model.signing.ManifestSigner;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.padim.feature.Reduction;
import org.mekiki.padim.gaussian.Precision;

/** A version that is damaged, of another kind or not signed is refused, and the old one stays. */
class RefusedVersionsIT extends OnAModelTopic {
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
