package org.mekiki.service.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Against a topic whose partitions get a record each minute, offset 0 a day ago. */
class RecordAgesTest {
  private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
  private static final Duration RETENTION = Duration.ofDays(1);
  private static final int RECORDS = 24 * 60;

  private static Map<TopicPartition, Long> firstFrom(
      Collection<TopicPartition> partitions, long millis) {
    long start = NOW.minus(RETENTION).toEpochMilli();
    long offset = Math.max(0, (millis - start + 59_999) / 60_000);
    Map<TopicPartition, Long> found = new HashMap<>();
    partitions.forEach(partition -> found.put(partition, offset < RECORDS ? offset : -1L));
    return found;
  }

  private static Duration oldest(Map<TopicPartition, Long> next) throws Exception {
    return new RecordAges(RecordAgesTest::firstFrom).oldest("frames", next, NOW, RETENTION);
  }

  @Test
  void findsTheAgeOfTheOldestRecordToAThousandthOfTheRetention() throws Exception {
    Duration resolution = RETENTION.dividedBy(RecordAges.PARTS);
    for (long offset : new long[] {0, 1, 77, 720, 1439}) {
      Duration age = Duration.ofMinutes(RECORDS - offset);
      assertThat(
              oldest(
                  Map.of(
                      new TopicPartition("frames", 0),
                      1439L,
                      new TopicPartition("frames", 1),
                      offset,
                      new TopicPartition("good", 1),
                      0L)))
          .as("offset %d", offset)
          .isBetween(age.minus(resolution), age.plus(resolution));
    }
  }

  @Test
  void nothingThatWaitsHasNoAge() throws Exception {
    assertThat(oldest(Map.of(new TopicPartition("good", 1), 0L))).isZero();
  }
}
