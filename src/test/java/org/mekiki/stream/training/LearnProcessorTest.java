package org.mekiki.stream.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.inspect.QuantizationRefusedException;
import org.mekiki.stream.TinyBackbone;
import org.mekiki.stream.avro.GoodRecord;
import org.mekiki.stream.avro.NetworkPiece;
import org.mekiki.stream.avro.RunAlive;
import org.mekiki.stream.avro.RunEnded;
import org.mekiki.stream.avro.TrainingInput;
import org.mekiki.stream.codec.AvroCodec;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.RunFailure;
import org.mekiki.stream.training.message.TrainingCommand;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.stream.training.message.TrainingMessages;
import org.mekiki.stream.training.message.TrainingOutput;
import org.mekiki.stream.training.message.TrainingParts;

/** The embedding of a partition that gets the network of a run, and none of its frames. */
class LearnProcessorTest {
  private static final String RUN = new Accumulation("cam", "slow", 0, "made").id();
  private static final String EXPIRED = "EXPIRED expired";
  private static final String CANCELLED = "CANCELLED cancelled";
  private static final Duration STEP = Duration.ofHours(1);

  @TempDir Path state;
  private TrainingFixture training;
  private LearnProcessor learning;
  private MockProcessorContext<byte[], TrainingOutput> context;
  private long now = TrainingFixture.NOW.toEpochMilli();

  @BeforeEach
  void start() {
    TrainingParts.Int8 int8 =
        new TrainingParts.Int8(
            good -> {
              throw new QuantizationRefusedException("not needed here");
            },
            (backbone, graph) -> new TinyBackbone(),
            5,
            Duration.ofDays(1));
    training = new TrainingFixture(state, int8);
    context = new MockProcessorContext<>();
    context.setCurrentSystemTimeMs(now);
    KeyValueStore<Bytes, byte[]> store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(LearnProcessor.STORE),
                Serdes.Bytes(),
                Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
    learning = new LearnProcessor(training.parts);
    learning.init(context);
    process(
        new NetworkPiece(
            "tiny in int8", "ab".repeat(32), 0.03, 0, 1, ByteBuffer.wrap(new byte[] {7})));
  }

  @AfterEach
  void stop() {
    learning.close();
    training.close();
  }

  private void process(Object body) {
    byte[] value = AvroCodec.TRAINING_INPUT.encode(new TrainingInput(RUN, body));
    learning.process(new Record<>(new byte[Integer.BYTES], value, now));
  }

  private void pass(Duration time) {
    for (Duration left = time; !left.isZero(); left = left.minus(STEP)) {
      now += STEP.toMillis();
      context.setCurrentSystemTimeMs(now);
      context.scheduledPunctuators().forEach(each -> each.getPunctuator().punctuate(now));
    }
  }

  /** How the run ended, as it is told to people and to programs. */
  private List<String> ends() {
    return context.forwarded().stream()
        .map(sent -> TrainingMessages.tileResult(sent.record().value().value()).getBody())
        .map(RunEnded.class::cast)
        .map(end -> end.getHow() + " " + end.getFailure())
        .toList();
  }

  @Test
  void aRunIsNotGivenUpWhileItsFramesComeToOtherPartitions() {
    for (int day = 0; day < 3; day++) {
      pass(TrainingFixture.RUN_EXPIRY.minusHours(1));
      process(new RunAlive(now));
    }
    assertThat(ends()).isEmpty();

    pass(TrainingFixture.RUN_EXPIRY.plusHours(2));
    assertThat(ends()).containsExactly(EXPIRED);
  }

  @Test
  void aGoodFrameAfterTheTrainersSettingsChangedSaysSo() {
    process(new GoodRecord("good", 1, 7L, now, null, List.of(), ByteBuffer.wrap(new byte[] {1})));

    assertThat(context.forwarded())
        .extracting(sent -> sent.record().value())
        .filteredOn(output -> output.to() == TrainingOutput.Destination.EVENTS)
        .extracting(output -> TrainingEvent.read(output.value()).orElseThrow())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.reason()).isEqualTo("other-settings");
              assertThat(event.message())
                  .isEqualTo(
                      "the trainer's settings have changed since this run began; teach again");
            });
  }

  @Test
  void aFitAfterTheTrainersSettingsChangedEndsTheRun() {
    byte[] fit = TrainingCommand.fit("cam", "slow", "slow", 1, 1).toBytes();
    process(new GoodRecord("good", 1, 7L, now, null, List.of(), ByteBuffer.wrap(fit)));

    assertThat(ends()).containsExactly("FAILED " + RunFailure.OTHER_SETTINGS.label());
  }

  @Test
  void aRunThatWasCancelledUnderTheTrainersOwnNetworkIsNotGivenUpLater() {
    String own = new Accumulation("cam", "slow", 0, training.parts.settings().fingerprint()).id();
    byte[] cancel = TrainingCommand.cancel("cam", "slow", 1).toBytes();
    GoodRecord record =
        new GoodRecord("good", 1, 7L, now, null, List.of(), ByteBuffer.wrap(cancel));
    byte[] value = AvroCodec.TRAINING_INPUT.encode(new TrainingInput(own, record));
    learning.process(new Record<>(new byte[Integer.BYTES], value, now));
    assertThat(ends()).containsOnly(CANCELLED);

    pass(TrainingFixture.RUN_EXPIRY.plusHours(2));

    assertThat(ends()).containsOnly(CANCELLED);
  }

  @Test
  void aRunThatHasEndedHereIsNotBegunAgainByASignOfIt() {
    pass(TrainingFixture.RUN_EXPIRY.plusHours(2));
    assertThat(ends()).containsExactly(EXPIRED);

    process(new RunAlive(now));
    pass(TrainingFixture.RUN_EXPIRY.multipliedBy(2));
    process(new RunAlive(now));
    pass(TrainingFixture.RUN_EXPIRY.multipliedBy(2));

    assertThat(ends()).as("told once").containsExactly(EXPIRED);
  }
}
