package org.mekiki.stream.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.internal.AbstractRecords;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/** Against the bound that Kafka's own producer goes by, which is of no public class. */
class RecordSizeTest {
  @Test
  void isNeverBelowWhatKafkaCounts() {
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      byte[] key = random.nextInt(5) == 0 ? null : new byte[random.nextInt(300)];
      byte[] value =
          random.nextInt(5) == 0 ? null : new byte[random.nextInt(1 << random.nextInt(20))];
      RecordHeaders headers = new RecordHeaders();
      for (int h = random.nextInt(6); h > 0; h--) {
        byte[] text = random.nextInt(5) == 0 ? null : new byte[random.nextInt(3000)];
        headers.add("attribute-検査-" + h, text);
      }
      int kafkas =
          AbstractRecords.estimateSizeInBytesUpperBound(
              RecordBatch.CURRENT_MAGIC_VALUE, CompressionType.NONE, key, value, headers.toArray());
      assertThat(RecordSize.of(new Record<>(key, value, 0, headers)))
          .isBetween((long) kafkas, kafkas + 200L);
    }
  }
}
