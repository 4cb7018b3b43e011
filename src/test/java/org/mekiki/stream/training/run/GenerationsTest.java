package org.mekiki.stream.training.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class GenerationsTest {
  private static final Duration EXPIRY = Duration.ofHours(24);
  private static final Duration DAY = Duration.ofHours(24);

  private final Partition first = new Partition();
  private final Partition second = new Partition();
  private long now = Duration.ofDays(20_000).toMillis();

  /** What one task counts. */
  private final class Partition {
    final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
    Generations counts;

    void start() {
      KeyValueStore<Bytes, byte[]> store =
          Stores.keyValueStoreBuilder(
                  Stores.inMemoryKeyValueStore("counts"), Serdes.Bytes(), Serdes.ByteArray())
              .withLoggingDisabled()
              .build();
      store.init(context.getStateStoreContext(), store);
      context.setCurrentSystemTimeMs(now);
      counts = new Generations(context, store, "g", "t", EXPIRY);
    }
  }

  private void start() {
    first.start();
    second.start();
  }

  private void pass(Duration time) {
    now += time.toMillis();
    for (Partition partition : new Partition[] {first, second}) {
      partition.context.setCurrentSystemTimeMs(now);
      partition.context.scheduledPunctuators().forEach(p -> p.getPunctuator().punctuate(now));
    }
  }

  private void fit(String name, long generation) {
    first.counts.put(name, generation);
    second.counts.put(name, generation);
  }

  @Test
  void aPartitionWithoutFramesCountsAsTheOthersDo() {
    start();
    fit("cam|r", 1);
    for (int day = 0; day < 30; day++) {
      pass(DAY);
      assertThat(first.counts.of("cam|r")).as("a frame comes to the first").isEqualTo(1);
    }

    assertThat(second.counts.of("cam|r")).isEqualTo(1);
  }

  @Test
  void runsThatManyOthersWereFittedAfterAreForgottenInAllPartitions() {
    start();
    fit("cam|", 3);
    fit("cam|old", 1);
    pass(DAY);
    for (int run = 0; run < Generations.MOST_RUNS; run++) {
      fit("cam|r" + run, 1);
    }
    assertThat(first.counts.of("cam|old")).isEqualTo(1);

    pass(EXPIRY);
    assertThat(second.counts.of("cam|old")).as("not before its run has expired").isEqualTo(1);
    assertThat(first.counts.of("cam|old")).as("a frame changes nothing").isEqualTo(1);
    pass(EXPIRY);

    assertThat(first.counts.of("cam|old")).isZero();
    assertThat(second.counts.of("cam|old")).isZero();
    assertThat(first.counts.of("cam|r0")).isEqualTo(1);
    assertThat(first.counts.of("cam|")).as("names no run").isEqualTo(3);
  }

  @Test
  void whatBelongsToARunIsForgottenTogether() {
    start();
    fit("cam|old|0", 1);
    for (int run = 0; run < Generations.MOST_RUNS; run++) {
      fit("cam|r" + run + "|0", 1);
    }
    fit("cam|old|1", 1);
    pass(EXPIRY.multipliedBy(3));

    assertThat(first.counts.of("cam|old|0")).isEqualTo(first.counts.of("cam|old|1"));
  }
}
