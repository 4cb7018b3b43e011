package org.mekiki.stream.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.inspect.BackboneQuantizer;
import org.mekiki.inspect.NetworkSource;
import org.mekiki.inspect.QuantizedBackbone;
import org.mekiki.model.signing.ManifestSigner;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.stream.TinyBackbone;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.RunFailure;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.stream.training.message.TrainingEvent.Kind;
import org.mekiki.stream.training.message.TrainingParts;
import org.mekiki.stream.training.message.TrainingSettings;
import org.mekiki.text.Sha256;

/** Teaching runs on a trainer, and how they end. */
abstract class RunsOfATrainer {
  static final int TILES = 6;

  @TempDir Path state;
  TrainingFixture training;

  @AfterEach
  void stop() {
    training.close();
  }

  void start() {
    training = new TrainingFixture(state);
  }

  void start(TrainingSettings settings, ManifestSigner signer) {
    training = new TrainingFixture(state, settings, StoreKind.MEMORY, signer);
  }

  void start(BackboneQuantizer quantizer, NetworkSource networks) {
    training =
        new TrainingFixture(
            state, new TrainingParts.Int8(quantizer, networks, 5, Duration.ofDays(1)));
  }

  /** A run ends by the fault of its own data; the next one has none. */
  TrainingEvent failed(String run, RunFailure reason) {
    training.fitRun("cam", run);
    return failedAlready(run, reason);
  }

  TrainingEvent failedAlready(String run, RunFailure reason) {
    TrainingEvent end = end(run);
    assertThat(end.event()).isEqualTo(Kind.FAILED);
    assertThat(end.reason()).as(end.message()).isEqualTo(reason.label());
    return end;
  }

  TrainingEvent end(String run) {
    List<TrainingEvent> ends =
        training.events().stream()
            .filter(event -> event.run().equals(run))
            .filter(TrainingEvent::ends)
            .toList();
    assertThat(ends).as("events that end the run").hasSize(1);
    return ends.get(0);
  }

  /** Nothing is left of what came before, and a run like any other is published. */
  void assertTheNextRunIsPublished() {
    assertThat(training.leftovers()).isEmpty();
    training.sendRun("cam", "next", 0, 8);
    training.fitRun("cam", "next");
    TrainingEvent end = end("next");
    assertThat(end.event()).as(end.message()).isEqualTo(Kind.PUBLISHED);
    training.readModels();
    assertThat(training.load("cam").manifest().training().frames()).isEqualTo(8);
    String chunks = "c/cam/" + end.version() + "/";
    assertThat(training.models().keySet())
        .as("chunks of versions that never were are deleted")
        .allMatch(key -> key.startsWith(chunks) || !key.startsWith("c/"));
    assertThat(training.leftovers()).isEmpty();
  }

  static QuantizedBackbone quantized() {
    Backbone exact = TinyBackbone.BACKBONE;
    byte[] graph = {7};
    return new QuantizedBackbone(
        new Backbone("tiny in int8", Sha256.hex(graph), exact.preprocessing(), exact.features()),
        graph,
        0.03);
  }

  TileStore tile(int number, String run) {
    String id = new Accumulation("cam", run, 0, TrainingFixture.settings(4).fingerprint()).id();
    return new TileStore(store(TileProcessor.STORE), number, id);
  }

  KeyValueStore<Bytes, byte[]> store(String name) {
    return training.driver.getKeyValueStore(name);
  }
}
