package org.mekiki.stream.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.inspect.InFlight;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.model.signing.ManifestSigner;
import org.mekiki.padim.threshold.Threshold;
import org.mekiki.padim.threshold.Thresholds;
import org.mekiki.stream.TinyBackbone;
import org.mekiki.stream.avro.FitTile;
import org.mekiki.stream.avro.TileMessage;
import org.mekiki.stream.codec.AvroCodec;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.RunFailure;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.stream.training.message.TrainingEvent.Kind;

/** Whatever breaks during a run ends that run only. */
class BrokenRunTest extends RunsOfATrainer {
  @Test
  void aNetworkThatCanNotBeMadeEndsItsRunOnly() {
    boolean[] fault = {true};
    start(
        good -> {
          if (fault[0]) {
            throw new IllegalStateException("no such operator");
          }
          return quantized();
        },
        (backbone, graph) -> new TinyBackbone());
    training.sendRun("cam", "bad", 0, 7);

    TrainingEvent end = failed("bad", RunFailure.INTERNAL_ERROR);

    assertThat(end.message())
        .startsWith("making the model's network in int8 failed: ")
        .contains("no such operator");
    fault[0] = false;
    assertTheNextRunIsPublished();
  }

  @ParameterizedTest
  @ValueSource(classes = {OutOfMemoryError.class, StackOverflowError.class, LinkageError.class})
  void anErrorDuringAFitEndsItsRunOnly(Class<? extends Error> error) {
    boolean[] fault = {true};
    DoubleFunction<Threshold> threshold =
        rate -> {
          if (fault[0]) {
            throw Errors.of(error);
          }
          return Thresholds.quantile(rate);
        };
    start(TrainingFixture.settings(threshold), ManifestSigner.NONE);
    training.sendRun("cam", "bad", 0, 6);

    TrainingEvent end = failed("bad", RunFailure.INTERNAL_ERROR);

    assertThat(end.message())
        .startsWith("putting the model together failed: ")
        .contains(error.getSimpleName());
    fault[0] = false;
    assertTheNextRunIsPublished();
  }

  @Test
  void aFitThatKilledTheTrainerTwiceEndsItsRunOnly() {
    training = new TrainingFixture(state, new Deaths("tile 2 of run cam|bad|"));
    training.sendRun("cam", "bad", 0, 6);

    assertThat(failed("bad", RunFailure.CRASHED).message())
        .startsWith("the trainer died 2 times while it worked on tile 2 of run cam|bad|0|")
        .contains("it may need more memory than there is; raise the heap");
    assertTheNextRunIsPublished();
  }

  @Test
  void aModelWhosePublishingKilledTheTrainerTwiceEndsItsRunOnly() {
    training = new TrainingFixture(state, new Deaths("version 1 of run cam|bad|"));
    training.sendRun("cam", "bad", 0, 6);

    assertThat(failed("bad", RunFailure.CRASHED).message())
        .startsWith("the trainer died 2 times while it worked on version 1 of run cam|bad|0|");
    assertTheNextRunIsPublished();
  }

  /** As if the process had died of some work twice. */
  private record Deaths(String of) implements InFlight {
    @Override
    public <T> T work(String input, Supplier<T> work) {
      if (input.startsWith(of)) {
        throw new UnscorableException(Rejection.CRASHED, "died of " + input);
      }
      return work.get();
    }
  }

  private static final class Errors {
    static Error of(Class<? extends Error> type) {
      try {
        return type.getConstructor(String.class).newInstance("planted");
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void anErrorInTheNetworkThatIsMadeEndsItsRunOnly() {
    boolean[] fault = {true};
    start(
        good -> {
          if (fault[0]) {
            throw new UnsatisfiedLinkError("no such library");
          }
          return quantized();
        },
        (backbone, graph) -> new TinyBackbone());
    training.sendRun("cam", "bad", 0, 7);

    assertThat(failed("bad", RunFailure.INTERNAL_ERROR).message()).contains("no such library");
    fault[0] = false;
    assertTheNextRunIsPublished();
  }

  @Test
  void aNetworkThatDoesNotRunEndsItsRunOnly() {
    boolean[] fault = {true};
    start(
        good -> quantized(),
        (backbone, graph) -> {
          if (fault[0]) {
            throw new IllegalStateException("no session");
          }
          return new TinyBackbone();
        });
    training.sendRun("cam", "bad", 0, 7);

    TrainingEvent end = failed("bad", RunFailure.INTERNAL_ERROR);

    assertThat(end.message())
        .startsWith("embedding the frames with the network made for the model failed: ")
        .contains("no session");
    fault[0] = false;
    assertTheNextRunIsPublished();
  }

  @Test
  void aDamagedEmbeddingEndsItsRunOnly() {
    start();
    training.sendRun("cam", "bad", 0, 4);
    damage(TileProcessor.STORE, "e", 5);

    assertThat(failed("bad", RunFailure.INTERNAL_ERROR).message())
        .startsWith("learning the frames failed: ");
    assertTheNextRunIsPublished();
  }

  @Test
  void foldingThatFailsEndsItsRunBeforeTheFit() {
    start();
    training.sendRun("cam", "bad", 0, 4);
    damage(TileProcessor.STORE, "e", 5);
    training.sendRun("cam", "bad", 4, 8);

    assertThat(failedAlready("bad", RunFailure.INTERNAL_ERROR).message())
        .startsWith("learning the frames failed: ");
    training.fitRun("cam", "bad");
    assertThat(training.eventKinds()).as("what comes later of it is dropped").isEmpty();
    assertTheNextRunIsPublished();
  }

  @Test
  void aFitThatFailsEndsItsRunOnly() {
    start();
    training.sendRun("cam", "bad", 0, 6);
    String id = new Accumulation("cam", "bad", 0, TrainingFixture.settings(4).fingerprint()).id();
    TileMessage fit = new TileMessage(id, 2, new FitTile(1L, Double.NaN, 0L));
    training
        .driver
        .createInputTopic("training-control", new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(
            new TestRecord<>(Accumulation.tileKey(id, 2), AvroCodec.TILE_MESSAGE.encode(fit)));

    assertThat(failedAlready("bad", RunFailure.INTERNAL_ERROR).message())
        .startsWith("learning the frames failed: ")
        .contains("mean variance NaN");
    assertTheNextRunIsPublished();
  }

  @Test
  void damagedStateOfTheAssemblingEndsItsRunOnly() {
    start();
    KeyValueStore<Bytes, byte[]> store = store(AssembleProcessor.STORE);
    String id = new Accumulation("cam", "bad", 0, TrainingFixture.settings(4).fingerprint()).id();
    training.sendRun("cam", "bad", 0, 6);
    store.put(Bytes.wrap(("nc" + id).getBytes(UTF_8)), new byte[] {1});

    assertThat(failed("bad", RunFailure.INTERNAL_ERROR).message())
        .startsWith("putting the model together failed: ");
    store.delete(Bytes.wrap(("nc" + id).getBytes(UTF_8)));
    assertTheNextRunIsPublished();
  }

  @Test
  void anUnreadableMessageIsDroppedAndTheRunThatMissesItSaysSo() {
    start();
    training.sendRun("cam", "bad", 0, 6);
    training
        .driver
        .createInputTopic("training-control", new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>("2/cam|bad|0|x".getBytes(UTF_8), "no message".getBytes(UTF_8)));
    training.events();
    assertTheNextRunIsPublishedBeside("bad");
  }

  private void assertTheNextRunIsPublishedBeside(String other) {
    training.sendRun("cam", "next", 0, 8);
    training.fitRun("cam", "next");
    assertThat(end("next").event()).isEqualTo(Kind.PUBLISHED);
    training.fitRun("cam", other);
    assertThat(end(other).frames()).isEqualTo(6);
  }

  /** Cuts the nth entry of a kind short. */
  private void damage(String name, String kind, int which) {
    Map.Entry<Bytes, byte[]> found = null;
    int seen = 0;
    try (var all = store(name).all()) {
      while (all.hasNext()) {
        var entry = all.next();
        byte[] key = entry.key.get();
        int end = Integer.BYTES;
        while (key[end] != 0) {
          end++;
        }
        if (key[end + 1] == kind.charAt(0) && seen++ == which) {
          found = Map.entry(entry.key, entry.value);
        }
      }
    }
    store(name).put(found.getKey(), new byte[] {1, 2, 3});
    assertThat(Optional.of(found)).isPresent();
    assertThat(TILES).isEqualTo(TrainingFixture.settings(4).tiling().tiles());
  }
}
