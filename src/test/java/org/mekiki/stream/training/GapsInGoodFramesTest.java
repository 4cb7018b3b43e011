package org.mekiki.stream.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.inspect.alarm.Gap;
import org.mekiki.stream.codec.OffsetGaps;
import org.mekiki.stream.training.message.TrainingOutput;
import org.mekiki.stream.training.message.TrainingParts;

/** Good frames that expired before the trainer read them. */
class GapsInGoodFramesTest {
  /** Of a schema in the registry, and nothing behind it. */
  private static final byte[] REGISTERED = {0, 0, 0, 0, 1, 2, 3};

  @TempDir Path state;
  private final List<Gap> asked = new ArrayList<>();
  private final MockProcessorContext<byte[], TrainingOutput> context = new MockProcessorContext<>();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aGapIsNotCountedWhileTheRecordBehindItWaitsForTheRegistry(boolean int8) {
    try (TrainingFixture training =
        new TrainingFixture(
            state,
            Optional.empty(),
            id -> {
              throw new TimeoutException("the registry does not answer");
            })) {
      Processor<byte[], byte[], byte[], TrainingOutput> reading =
          int8
              ? new ModelInputProcessor(withGaps(training.parts))
              : new EmbedProcessor(withGaps(training.parts));
      KeyValueStore<Bytes, byte[]> store =
          Stores.keyValueStoreBuilder(
                  Stores.inMemoryKeyValueStore(EmbedProcessor.STORE),
                  Serdes.Bytes(),
                  Serdes.ByteArray())
              .withLoggingDisabled()
              .build();
      context.setCurrentSystemTimeMs(TrainingFixture.NOW.toEpochMilli());
      store.init(context.getStateStoreContext(), store);
      context.addStateStore(store);
      reading.init(context);
      context.setRecordMetadata("good", 0, 60);

      assertThatThrownBy(() -> reading.process(record(REGISTERED)))
          .isInstanceOf(TimeoutException.class);
      assertThat(asked).as("it is not committed, and will be found again").isEmpty();

      reading.process(record("no picture".getBytes(UTF_8)));
      assertThat(asked).containsExactly(new Gap(7, 60));
    }
  }

  private static Record<byte[], byte[]> record(byte[] value) {
    return new Record<>("cam".getBytes(UTF_8), value, TrainingFixture.NOW.toEpochMilli());
  }

  private TrainingParts withGaps(TrainingParts parts) {
    return new TrainingParts(
        parts.embedder(),
        parts.settings(),
        parts.goodPartitions(),
        parts.reader(),
        parts.deadLetters(),
        parts.inFlight(),
        new Gaps(),
        parts.signer(),
        parts.listener(),
        parts.int8(),
        parts.runExpiry(),
        parts.views(),
        parts.fitBytes(),
        parts.tracing());
  }

  /** What was committed is before offset 7. */
  private final class Gaps implements OffsetGaps {
    @Override
    public Committed committed(int partition) {
      return () -> OptionalLong.of(7);
    }

    @Override
    public CompletableFuture<Long> missing(int partition, Gap gap) {
      asked.add(gap);
      return new CompletableFuture<>();
    }

    @Override
    public Optional<Gap> noticed(int partition) {
      return Optional.empty();
    }

    @Override
    public void lost(int partition, Gap gap) {}
  }
}
