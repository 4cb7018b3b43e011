package org.mekiki.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.StoreBuilder;
import org.junit.jupiter.api.Test;
import org.mekiki.inspect.alarm.AlarmListener;
import org.mekiki.stream.alarms.AlarmProcessor;
import org.mekiki.stream.letters.DeadLetters;
import org.mekiki.stream.training.StoreKind;
import org.mekiki.stream.training.TrainingTopology;

/** Managed clusters refuse topics whose settings are outside of their own limits. */
class ManagedClusterTest {
  private static final int LARGEST_RECORD = 8 << 20;
  private static final int SMALLEST_SEGMENT = 50 << 20;

  @Test
  void aDeadLetterIsNoLargerThanTheyTake() {
    assertThat(DeadLetters.maxRecordBytes(LARGEST_RECORD)).isEqualTo(LARGEST_RECORD);
    assertThat(DeadLetters.maxRecordBytes(LARGEST_RECORD - 1)).isEqualTo(LARGEST_RECORD);
    assertThat(DeadLetters.maxRecordBytes(1 << 20)).as("with room").isEqualTo(2 << 20);
    assertThat(DeadLetters.maxRecordBytes(64 << 20)).as("as set").isEqualTo(64 << 20);
    assertThat(DeadLetters.maxRecordBytes(1 << 30)).isEqualTo(1 << 30);
  }

  @Test
  void segmentsOfInternalTopicsAreNoSmallerThanTheyTake() {
    List<StoreBuilder<?>> stores =
        new ArrayList<>(
            AlarmProcessor.supplier(null, AlarmListener.NOOP, AlarmProcessor.Surroundings.NONE)
                .stores());
    stores.add(TrainingTopology.bytesStore(StoreKind.MEMORY.supplier("tiles")));

    assertThat(stores)
        .allSatisfy(
            store ->
                assertThat(Integer.parseInt(store.logConfig().get("segment.bytes")))
                    .as(store.name())
                    .isGreaterThanOrEqualTo(SMALLEST_SEGMENT));
  }
}
