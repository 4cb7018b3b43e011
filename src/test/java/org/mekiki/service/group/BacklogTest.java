package org.mekiki.service.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.mekiki.service.group.Backlog.Offsets;

class BacklogTest {
  private static final TopicPartition ONE = new TopicPartition("frames", 1);
  private static final TopicPartition TWO = new TopicPartition("frames", 2);
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private final Backlog backlog = new Backlog();

  private static Instant at(int seconds) {
    return START.plusSeconds(seconds);
  }

  private long age(int seconds) {
    return backlog.longest(partition -> true).map(w -> w.age(at(seconds)).toSeconds()).orElse(0L);
  }

  @Test
  void nothingWaitsWhereAllIsCommitted() {
    backlog.update(at(0), Map.of(ONE, new Offsets(0, 10, 10), TWO, new Offsets(4, 4, 4)));
    assertThat(backlog.lag("frames")).isZero();
    assertThat(age(100)).isZero();
  }

  @Test
  void theAgeCountsFromTheLastCommitOrFromTheFirstRecordThatWaits() {
    backlog.update(at(0), Map.of(ONE, new Offsets(0, 10, 10)));
    backlog.update(at(5), Map.of(ONE, new Offsets(0, 10, 12)));
    assertThat(age(25)).isEqualTo(20);
    backlog.update(at(30), Map.of(ONE, new Offsets(0, 11, 40)));
    assertThat(age(31)).isEqualTo(1);
    assertThat(backlog.lag("frames")).isEqualTo(29);
    backlog.update(at(40), Map.of(ONE, new Offsets(0, 40, 40)));
    assertThat(age(100)).isZero();
  }

  @Test
  void thePartitionThatWaitsLongestCounts() {
    backlog.update(at(0), Map.of(ONE, new Offsets(0, 10, 12), TWO, new Offsets(0, 7, 8)));
    backlog.update(at(60), Map.of(ONE, new Offsets(0, 12, 14), TWO, new Offsets(0, 7, 9)));
    assertThat(age(60)).isEqualTo(60);
    assertThat(backlog.lag("frames")).isEqualTo(4);
    assertThat(backlog.longest(ONE::equals).orElseThrow().age(at(60))).isZero();
  }

  @Test
  void whatHasExpiredDoesNotWait() {
    backlog.update(at(0), Map.of(ONE, new Offsets(50, 10, 60)));
    assertThat(backlog.lag("frames")).isEqualTo(10);
    backlog.update(at(5), Map.of(ONE, new Offsets(60, 10, 60)));
    assertThat(backlog.lag("frames")).isZero();
  }

  @Test
  void endsOfTransactionsAreNoRecords() {
    backlog.update(at(0), Map.of(ONE, new Offsets(0, 10, 11)));
    backlog.isEmptyBelow(ONE, 11);
    assertThat(age(100)).isZero();
    backlog.update(at(5), Map.of(ONE, new Offsets(0, 10, 11)));
    assertThat(backlog.lag("frames")).isZero();
    backlog.update(at(10), Map.of(ONE, new Offsets(0, 10, 12)));
    assertThat(age(15)).isEqualTo(5);
  }

  @Test
  void aPartitionThatIsGoneIsForgotten() {
    backlog.update(at(0), Map.of(ONE, new Offsets(0, 10, 20), TWO, new Offsets(0, 0, 5)));
    backlog.update(at(5), Map.of(TWO, new Offsets(0, 0, 5)));
    assertThat(backlog.lag("frames")).isEqualTo(5);
    assertThat(backlog.lag("good")).isZero();
  }
}
