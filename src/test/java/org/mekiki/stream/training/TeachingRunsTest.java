package org.mekiki.stream.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.inspect.BackboneQuantizer;
import org.mekiki.inspect.InFlight;
import org.mekiki.inspect.NetworkSource;
import org.mekiki.inspect.QuantizationRefusedException;
import org.mekiki.inspect.QuantizedBackbone;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.model.signing.ManifestSigner;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.threshold.Threshold;
import org.mekiki.padim.threshold.Thresholds;
import org.mekiki.stream.TestFrames;
import org.mekiki.stream.TinyBackbone;
import org.mekiki.stream.avro.FitTile;
import org.mekiki.stream.avro.FrameRole;
import org.mekiki.stream.avro.TileMessage;
import org.mekiki.stream.codec.AvroCodec;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.RunFailure;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.stream.training.message.TrainingEvent.Kind;
import org.mekiki.stream.training.message.TrainingParts;
import org.mekiki.stream.training.message.TrainingSettings;
import org.mekiki.stream.training.run.RunStore;
import org.mekiki.text.Sha256;

/** A teaching run can only harm itself. */
class TeachingRunsTest {
  private static final int TILES = 6;

  @TempDir Path state;
  private TrainingFixture training;

  @AfterEach
  void stop() {
    training.close();
  }

  private void start() {
    training = new TrainingFixture(state);
  }

  private void start(TrainingSettings settings, ManifestSigner signer) {
    training = new TrainingFixture(state, settings, StoreKind.MEMORY, signer);
  }

  private void start(BackboneQuantizer quantizer, NetworkSource networks) {
    training =
        new TrainingFixture(
            state, new TrainingParts.Int8(quantizer, networks, 5, Duration.ofDays(1)));
  }

  /** A run ends by the fault of its own data; the next one has none. */
  private TrainingEvent failed(String run, RunFailure reason) {
    training.fitRun("cam", run);
    return failedAlready(run, reason);
  }

  private TrainingEvent failedAlready(String run, RunFailure reason) {
    TrainingEvent end = end(run);
    assertThat(end.event()).isEqualTo(Kind.FAILED);
    assertThat(end.reason()).as(end.message()).isEqualTo(reason.label());
    return end;
  }

  private void assertCancelled(String run) {
    TrainingEvent end = end(run);
    assertThat(end.message()).startsWith("cancelled");
    assertThat(end.event()).isEqualTo(Kind.CANCELLED);
    assertThat(end.reason()).isEqualTo(RunFailure.CANCELLED.label());
  }

  private TrainingEvent end(String run) {
    List<TrainingEvent> ends =
        training.events().stream()
            .filter(event -> event.run().equals(run))
            .filter(TrainingEvent::ends)
            .toList();
    assertThat(ends).as("events that end the run").hasSize(1);
    return ends.get(0);
  }

  /** Nothing is left of what came before, and a run like any other is published. */
  private void assertTheNextRunIsPublished() {
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

  @Test
  void framesThatAreAllTheSamePictureAreRefusedByName() {
    start();
    for (int i = 0; i < 8; i++) {
      training.send("cam", TestFrames.good(1), FrameHeaders.RUN, "frozen");
    }

    TrainingEvent end = failed("frozen", RunFailure.SAME_PICTURE);

    assertThat(end.message())
        .isEqualTo("all 8 good frames are the same picture; is the camera frozen?");
    assertThat(training.fits).containsExactly("cam failed");
    assertTheNextRunIsPublished();
  }

  @Test
  void framesOfWhichMostRepeatAnotherAreLearnedAndWarnedOf() {
    start();
    training.sendRun("cam", "slow", 0, 5);
    for (int i = 0; i < 7; i++) {
      training.send("cam", TestFrames.good(2), FrameHeaders.RUN, "slow");
    }
    training.fitRun("cam", "slow");

    assertThat(end("slow").message())
        .contains("8 of 12 good frames are almost the same as another one");
  }

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
  void aFitThatDoesNotFitTheHeapIsRefusedBeforeItStarts() {
    training = new TrainingFixture(state, 20_000);
    training.sendRun("cam", "large", 0, 8);
    training.fitRun("cam", "large");

    List<TrainingEvent> events = training.events();
    assertThat(events).extracting(TrainingEvent::event).doesNotContain(Kind.FITTING);
    TrainingEvent end = events.get(events.size() - 1);
    assertThat(end.reason()).isEqualTo(RunFailure.MEMORY.label());
    assertThat(end.message())
        .isEqualTo(
            "the fit takes up to 1 MiB of the heap, and this trainer has 1 MiB for it: 40"
                + " embeddings and the Gaussians of 6 patches with 8 dimensions, for each tile;"
                + " raise the heap (-Xmx in MEKIKI_JAVA_OPTS, or the container's memory), lower"
                + " train.validation.max-frames or padim.dimensions, or choose smaller inputs in"
                + " the view");
    assertThat(training.fits).containsExactly("cam failed");
    assertThat(training.leftovers()).isEmpty();
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

  private static QuantizedBackbone quantized() {
    Backbone exact = TinyBackbone.BACKBONE;
    byte[] graph = {7};
    return new QuantizedBackbone(
        new Backbone("tiny in int8", Sha256.hex(graph), exact.preprocessing(), exact.features()),
        graph,
        0.03);
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
  void tilesThatSawDifferentFramesEndTheirRunOnly() {
    start();
    training.sendRun("cam", "bad", 0, 6);
    tile(2, "bad").forget();

    assertThat(failed("bad", RunFailure.INCOMPLETE).message())
        .isEqualTo(
            "the tiles of the model have seen different frames of this run, because a part of it"
                + " was forgotten or is damaged; teach again");
    assertTheNextRunIsPublished();
  }

  @Test
  void tilesThatHeldOutDifferentFramesEndTheirRunOnly() {
    start();
    training.sendRun("cam", "bad", 0, 6);
    for (int seed = 6; seed < 9; seed++) {
      training.send(
          "cam", TestFrames.good(seed), FrameHeaders.RUN, "bad", FrameHeaders.ROLE, "validation");
    }
    TileStore tile = tile(2, "bad");
    TileStore.Held first = tile.heldOut(FrameRole.VALIDATION, 3).get(0);
    assertThat(tile.hold(FrameRole.VALIDATION, first.frame() - 1, first.values(), 3)).isTrue();

    assertThat(failed("bad", RunFailure.INCOMPLETE).message())
        .isEqualTo("the tiles of the model held out different frames of this run; teach again");
    assertTheNextRunIsPublished();
  }

  private TileStore tile(int number, String run) {
    String id = new Accumulation("cam", run, 0, TrainingFixture.settings(4).fingerprint()).id();
    return new TileStore(store(TileProcessor.STORE), number, id);
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
  void aThresholdThatCanNotBeChosenEndsItsRunAndLeavesNoChunk() {
    boolean[] fault = {true};
    DoubleFunction<Threshold> threshold =
        rate -> fault[0] ? Thresholds.f1Optimal() : Thresholds.quantile(rate);
    start(TrainingFixture.settings(threshold), ManifestSigner.NONE);
    training.sendRun("cam", "bad", 0, 6);

    assertThat(failed("bad", RunFailure.NO_THRESHOLD).message())
        .startsWith("the F1-optimal threshold needs scores of defective images");
    fault[0] = false;
    assertTheNextRunIsPublished();
  }

  @Test
  void aThresholdThatIsNotClearlyAboveZeroIsRefused() {
    boolean[] fault = {true};
    DoubleFunction<Threshold> threshold =
        rate -> fault[0] ? Thresholds.manual(1.4e-45) : Thresholds.quantile(rate);
    start(TrainingFixture.settings(threshold), ManifestSigner.NONE);
    training.sendRun("cam", "bad", 0, 6);

    assertThat(failed("bad", RunFailure.NO_THRESHOLD).message())
        .startsWith("the threshold would be 1.4E-45");
    fault[0] = false;
    assertTheNextRunIsPublished();
  }

  @Test
  void aManifestThatCanNotBeSignedIsNotPublishedByHalves() {
    boolean[] fault = {true};
    start(
        TrainingFixture.settings(4),
        manifest -> {
          if (fault[0]) {
            throw new IllegalStateException("the key is gone");
          }
          return ManifestSigner.NONE.sign(manifest);
        });
    training.sendRun("cam", "bad", 0, 6);

    assertThat(failed("bad", RunFailure.INTERNAL_ERROR).message())
        .startsWith("putting the model together failed: ")
        .contains("the key is gone");
    assertThat(training.fits).containsExactly("cam failed");
    fault[0] = false;
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

  @Test
  void aShorterRunThatIsDoneWithinALongerOneTakesNothingOfIt() {
    start();
    training.sendRun("cam", "0-longer", 0, 10);
    training.sendRun("cam", "1-shorter", 50, 56);
    training.fitRun("cam", "1-shorter");
    assertThat(end("1-shorter").frames()).isEqualTo(6);
    training.sendRun("cam", "0-longer", 10, 20);
    training.fitRun("cam", "0-longer");

    assertThat(end("0-longer").frames()).isEqualTo(20);
    training.readModels();
    assertThat(training.load("cam").manifest().version()).isEqualTo(2);
    assertThat(training.leftovers()).isEmpty();
  }

  @Test
  void aRunThatIsCompleteWhileAnotherOfItsModelIsFittedWaitsForItsTurnAndSaysSo() {
    start();
    String other = new Accumulation("cam", "a", 0, TrainingFixture.settings(4).fingerprint()).id();
    store(AssembleProcessor.STORE).put(Bytes.wrap("acam".getBytes(UTF_8)), other.getBytes(UTF_8));
    for (String run : List.of("b", "c")) {
      training.sendRun("cam", run, 0, 6);
      training.fitRun("cam", run);
    }
    training.sendRun("other", "o", 0, 6);
    training.fitRun("other", "o");

    List<TrainingEvent> events =
        training.events().stream().filter(e -> e.event() != Kind.EMBEDDED).toList();
    assertThat(events)
        .extracting(e -> e.run() + " " + e.event())
        .containsExactly("b QUEUED", "c QUEUED", "o FITTING", "o PUBLISHED");
    assertThat(events.get(0).message()).startsWith("run a of the same model is being fitted");

    training.cancelRun("cam", "a");
    assertThat(training.events())
        .extracting(e -> e.run() + " " + e.event())
        .startsWith("a CANCELLED", "b FITTING")
        .containsSubsequence("b PUBLISHED", "c FITTING", "c PUBLISHED");
    training.readModels();
    assertThat(training.load("cam").manifest().version()).isEqualTo(2);
    assertThat(training.leftovers()).isEmpty();
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
  void theNameOfARunCanBeUsedAgainDaysLater() {
    start();
    training.sendRun("cam", "r", 0, 6);
    training.fitRun("cam", "r");
    training.events();

    training.driver.advanceWallClockTime(TrainingFixture.RUN_EXPIRY.multipliedBy(10));

    training.sendRun("cam", "r", 0, 6);
    training.fitRun("cam", "r");
    assertThat(end("r").event()).as("the same name again").isEqualTo(Kind.PUBLISHED);
    assertThat(training.leftovers()).isEmpty();
  }

  @Test
  void aRunThatStillGetsFramesDaysAfterItsFitKeepsItsCountAndItsFrames() {
    start();
    assertARunThatStillGetsFramesKeepsThem();
  }

  @Test
  void inInt8TooARunThatStillGetsFramesDaysAfterItsFitKeepsThem() {
    start(good -> quantized(), (backbone, graph) -> new TinyBackbone());
    assertARunThatStillGetsFramesKeepsThem();
  }

  private void assertARunThatStillGetsFramesKeepsThem() {
    training.sendRun("cam", "r", 0, 6);
    training.fitRun("cam", "r");
    training.events();
    for (int frame = 10; frame < 14; frame++) {
      training.sendRun("cam", "r", frame, frame + 1);
      training.driver.advanceWallClockTime(Duration.ofHours(23));
    }
    training.sendRun("cam", "r", 14, 18);
    training.events();

    training.fitRun("cam", "r");

    assertThat(end("r").event()).isEqualTo(Kind.PUBLISHED);
    training.readModels();
    assertThat(training.load("cam").manifest().training().frames()).isEqualTo(8);
  }

  @Test
  void howOftenFramesThatNameNoRunWereFittedIsNeverForgotten() {
    start();
    training.sendGood("cam", 0, 6);
    training.fit("cam");
    assertThat(keys(EmbedProcessor.STORE)).contains("cam|");

    training.driver.advanceWallClockTime(TrainingFixture.RUN_EXPIRY.multipliedBy(10));

    assertThat(keys(EmbedProcessor.STORE)).contains("cam|");
  }

  @Test
  void anOldCountThatIsInUseIsNotForgottenAfterAnUpgrade() {
    start();
    byte[] one = {0, 0, 0, 0, 0, 0, 0, 1};
    store(EmbedProcessor.STORE).put(Bytes.wrap("cam|old".getBytes(UTF_8)), one);
    for (int day = 0; day < 5; day++) {
      training.driver.advanceWallClockTime(Duration.ofHours(23));
      training.sendRun("cam", "old", day, day + 1);
    }

    assertThat(keys(EmbedProcessor.STORE)).contains("cam|old");
  }

  private List<String> keys(String store) {
    List<String> keys = new ArrayList<>();
    try (var all = store(store).all()) {
      all.forEachRemaining(entry -> keys.add(new String(entry.key.get(), UTF_8)));
    }
    return keys;
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

  @Test
  void aRunThatNothingIsHeardOfIsGivenUpAndLeavesNothing() {
    start();
    training.sendRun("cam", "r", 0, 6);
    training.sendGood("cam", 0, 6);
    training.events();
    training.driver.advanceWallClockTime(TrainingFixture.RUN_EXPIRY.minusHours(1));
    training.sendRun("cam", "alive", 0, 6);
    training.driver.advanceWallClockTime(Duration.ofHours(2));

    List<TrainingEvent> ends = training.events().stream().filter(TrainingEvent::ends).toList();
    assertThat(ends).extracting(TrainingEvent::run).containsExactlyInAnyOrder("r", "");
    assertThat(ends).extracting(TrainingEvent::reason).containsOnly(RunFailure.EXPIRED.label());
    assertThat(ends)
        .extracting(TrainingEvent::message)
        .allMatch(message -> message.startsWith("nothing was heard of this run for 24 h"));
    training.fitRun("cam", "alive");
    assertThat(end("alive").event()).isEqualTo(Kind.PUBLISHED);
    assertThat(training.leftovers()).isEmpty();

    training.driver.advanceWallClockTime(TrainingFixture.RUN_EXPIRY.plusHours(1));
    for (String store : List.of(TileProcessor.STORE, AssembleProcessor.STORE)) {
      try (var all = store(store).all()) {
        assertThat(all).toIterable().extracting(e -> e.key.toString()).allMatch("mcam"::equals);
      }
    }
  }

  @Test
  void framesThatWaitForANetworkAreGivenUpToo() {
    start(good -> quantized(), (backbone, graph) -> new TinyBackbone());
    training.sendRun("cam", "waits", 0, 3);
    training.sendRun("cam", "embedded", 0, 7);
    training.events();
    training.driver.advanceWallClockTime(TrainingFixture.RUN_EXPIRY.plusHours(1));

    assertThat(training.events())
        .extracting(e -> e.run() + " " + e.event() + " " + e.reason())
        .containsExactlyInAnyOrder("waits FAILED expired", "embedded FAILED expired");
    assertTheNextRunIsPublished();
  }

  @Test
  void inInt8ARunWhoseFramesComeForDaysIsNotGivenUp() {
    start(good -> quantized(), (backbone, graph) -> new TinyBackbone());

    assertFramesOfThreeDaysAreLearned();
  }

  @Test
  void aRunThatKeepsItsNetworkInFloatIsNotGivenUpWhileItsFramesCome() {
    start(
        good -> {
          throw new QuantizationRefusedException("too much noise");
        },
        (backbone, graph) -> new TinyBackbone());

    assertFramesOfThreeDaysAreLearned();
  }

  private void assertFramesOfThreeDaysAreLearned() {
    training.sendRun("cam", "slow", 0, 6);
    for (int frame = 6; frame < 12; frame++) {
      training.driver.advanceWallClockTime(Duration.ofHours(12));
      training.sendRun("cam", "slow", frame, frame + 1);
    }
    training.fitRun("cam", "slow");

    TrainingEvent end = end("slow");
    assertThat(end.event()).as(end.message()).isEqualTo(Kind.PUBLISHED);
    assertThat(end.frames()).isEqualTo(12);
    assertThat(training.leftovers()).isEmpty();
  }

  @Test
  void afterAStartARunHasAnHourForWhatWaitedOnTheTopics() {
    start();
    training.sendRun("cam", "r", 0, 6);
    training.events();
    String id = new Accumulation("cam", "r", 0, TrainingFixture.settings(4).fingerprint()).id();
    long longAgo = TrainingFixture.NOW.minus(Duration.ofDays(3)).toEpochMilli();
    new RunStore(store(TileProcessor.STORE), new byte[] {-1, -1, -1, 0})
        .put(new RunStore.Entry(id, longAgo, false));
    training.driver.advanceWallClockTime(Duration.ofMinutes(59));
    assertThat(training.events()).isEmpty();
    training.driver.advanceWallClockTime(Duration.ofMinutes(2));
    assertThat(training.events())
        .extracting(e -> e.event() + " " + e.reason())
        .containsExactly("FAILED expired");
  }

  @Test
  void whatAnEarlierReleaseLeftInTheStateIsFoundWithoutReadingItsEmbeddings() {
    start();
    training.sendRun("cam", "a", 0, 6);
    training.sendRun("cam", "b", 0, 2);
    training.sendGood("cam-2", 0, 2);

    String settings = TrainingFixture.settings(4).fingerprint();
    for (int tile = 0; tile < TILES; tile++) {
      assertThat(TileStore.accumulations(store(TileProcessor.STORE), tile))
          .containsExactlyInAnyOrder(
              new Accumulation("cam", "a", 0, settings).id(),
              new Accumulation("cam", "b", 0, settings).id(),
              new Accumulation("cam-2", "", 0, settings).id());
    }
    assertThat(TileStore.accumulations(store(TileProcessor.STORE), TILES)).isEmpty();
  }

  @Test
  void aGoodFrameThatKilledTheTrainerTwiceCostsItselfOnly() {
    int[] frames = {0};
    training =
        new TrainingFixture(
            state,
            new InFlight() {
              @Override
              public <T> T work(String input, Supplier<T> work) {
                if (++frames[0] == 3) {
                  throw new UnscorableException(
                      Rejection.CRASHED, "the process died 2 times while it worked on " + input);
                }
                return work.get();
              }
            });
    training.sendRun("cam", "r", 0, 7);
    training.fitRun("cam", "r");

    List<TrainingEvent> events = training.events();
    assertThat(events)
        .filteredOn(event -> event.event() == Kind.REJECTED)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.reason()).isEqualTo(Rejection.CRASHED.label());
              assertThat(event.message()).contains("the process died 2 times");
            });
    assertThat(events)
        .filteredOn(TrainingEvent::ends)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.event()).isEqualTo(Kind.PUBLISHED);
              assertThat(event.frames()).isEqualTo(6);
            });
    assertThat(training.read("dead-letters"))
        .singleElement()
        .satisfies(
            letter ->
                assertThat(letter.headers().lastHeader("mekiki-reason").value())
                    .asString(UTF_8)
                    .isEqualTo("crashed"));
  }

  @Test
  void anErrorWhileAFrameIsEmbeddedGetsToTheThreadAndCountsAsADeath() {
    training =
        new TrainingFixture(
            state,
            new InFlight() {
              @Override
              public <T> T work(String input, Supplier<T> work) {
                throw new OutOfMemoryError("planted");
              }
            });
    assertThatThrownBy(() -> training.sendRun("cam", "r", 0, 1))
        .isInstanceOf(OutOfMemoryError.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFrameWaitsForARegistryThatIsAwayAndIsNoDeadLetter(boolean int8) {
    TrainingParts.Int8 choice =
        new TrainingParts.Int8(
            good -> quantized(), (backbone, graph) -> new TinyBackbone(), 5, Duration.ofDays(1));
    training =
        new TrainingFixture(
            state,
            int8 ? Optional.of(choice) : Optional.empty(),
            id -> {
              throw new TimeoutException("the registry does not answer");
            });

    assertThatThrownBy(() -> training.send("cam", new byte[] {0, 0, 0, 0, 1, 2, 3}))
        .rootCause()
        .isInstanceOf(TimeoutException.class);

    assertThat(training.read("dead-letters")).isEmpty();
  }

  @Test
  void aFrameThatTheNetworkFailsOnCostsItselfOnly() {
    start();
    training.sendRun("cam", "r", 0, 6);
    training.send("cam", "no picture".getBytes(UTF_8), FrameHeaders.RUN, "r");
    training.fitRun("cam", "r");

    List<TrainingEvent> events = training.events();
    assertThat(events)
        .filteredOn(event -> event.event() == Kind.REJECTED)
        .extracting(TrainingEvent::reason)
        .containsExactly(Rejection.NOT_AN_IMAGE.label());
    assertThat(events)
        .filteredOn(TrainingEvent::ends)
        .extracting(TrainingEvent::frames)
        .containsExactly(6L);
    assertThat(training.read("dead-letters")).hasSize(1);
  }

  private KeyValueStore<Bytes, byte[]> store(String name) {
    return training.driver.getKeyValueStore(name);
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
