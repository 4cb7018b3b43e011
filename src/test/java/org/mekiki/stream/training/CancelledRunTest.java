package org.mekiki.stream.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.mekiki.stream.TinyBackbone;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.RunFailure;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.stream.training.message.TrainingEvent.Kind;
import org.mekiki.stream.training.run.RunStore;

/** A run can be cancelled until it is published, and leaves nothing. */
class CancelledRunTest extends RunsOfATrainer {
  private void assertCancelled(String run) {
    TrainingEvent end = end(run);
    assertThat(end.message()).startsWith("cancelled");
    assertThat(end.event()).isEqualTo(Kind.CANCELLED);
    assertThat(end.reason()).isEqualTo(RunFailure.CANCELLED.label());
  }

  @Test
  void aCancelledRunIsForgottenAndWhatStillComesOfItIsDropped() {
    start();
    training.sendRun("cam", "r", 0, 6);
    training.cancelRun("cam", "r");

    assertCancelled("r");
    assertThat(training.fits).as("nobody has to be woken").isEmpty();
    assertThat(training.leftovers()).isEmpty();

    training.cancelRun("cam", "r");
    training.events();
    assertTheNextRunIsPublished();
  }

  @Test
  void aRunThatWaitsForItsNetworkCanBeCancelledToo() {
    start(good -> quantized(), (backbone, graph) -> new TinyBackbone());
    training.sendRun("cam", "waits", 0, 3);
    training.sendRun("cam", "embedded", 0, 7);
    training.cancelRun("cam", "waits");
    assertCancelled("waits");
    training.cancelRun("cam", "embedded");
    assertCancelled("embedded");

    assertTheNextRunIsPublished();
  }

  @Test
  void aRunThatIsFittedAndNotYetPublishedCanBeCancelled() {
    start();
    assertAWaitingRunIsCancelledOnce();
  }

  @Test
  void aRunInInt8ThatIsFittedAndNotYetPublishedCanBeCancelled() {
    start(good -> quantized(), (backbone, graph) -> new TinyBackbone());
    assertAWaitingRunIsCancelledOnce();
  }

  private void assertAWaitingRunIsCancelledOnce() {
    KeyValueStore<Bytes, byte[]> assembling = store(AssembleProcessor.STORE);
    String other = new Accumulation("cam", "a", 0, TrainingFixture.settings(4).fingerprint()).id();
    assembling.put(Bytes.wrap("acam".getBytes(UTF_8)), other.getBytes(UTF_8));
    training.sendRun("cam", "r", 0, 7);
    training.fitRun("cam", "r");
    assertThat(training.eventKinds()).endsWith("QUEUED");

    training.cancelRun("cam", "r");

    assertCancelled("r");
    training.cancelRun("cam", "a");
    training.events();
    assertTheNextRunIsPublished();
  }

  @Test
  void aPublishedRunIsNotCancelledLater() {
    start();
    training.sendRun("cam", "r", 0, 6);
    training.fitRun("cam", "r");
    training.events();

    String id = new Accumulation("cam", "r", 0, TrainingFixture.settings(4).fingerprint()).id();
    assertThat(new RunStore(store(AssembleProcessor.STORE), (byte) 'r').find(id))
        .hasValueSatisfying(entry -> assertThat(entry.ended()).isTrue());
  }
}
