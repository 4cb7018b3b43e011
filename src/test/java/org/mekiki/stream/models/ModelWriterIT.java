package org.mekiki.stream.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mekiki.stream.models.TopicFixture.records;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.model.ModelArchive;
import org.mekiki.model.ModelAssembler;
import org.mekiki.model.ModelChunks;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.model.Models;
import org.mekiki.model.VerifiedModel;
import org.mekiki.model.signing.ManifestSigner;
import org.mekiki.padim.PadimModel;

/** Deleting, rolling back, moving and publishing models, also beside other writers. */
class ModelWriterIT extends OnAModelTopic {
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
}
