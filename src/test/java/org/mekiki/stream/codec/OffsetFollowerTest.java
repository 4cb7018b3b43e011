package org.mekiki.stream.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class OffsetFollowerTest {
  private final List<String> missing = new ArrayList<>();

  private OffsetFollower follower(OptionalLong committed) {
    return new OffsetFollower(
        new OffsetGaps() {
          @Override
          public Committed committed(int partition) {
            return () -> committed;
          }

          @Override
          public void missing(int partition, long expected, long found) {
            missing.add(partition + ": " + expected + " to " + found);
          }
        },
        3);
  }

  @Test
  void offsetsThatFollowEachOtherHaveNoGap() {
    OffsetFollower follower = follower(OptionalLong.of(7));
    follower.read(7);
    follower.read(8);
    assertThat(missing).isEmpty();
  }

  @Test
  void aGapBehindWhatWasCommittedIsFoundAtTheFirstRecord() {
    follower(OptionalLong.of(7)).read(60);
    assertThat(missing).containsExactly("3: 7 to 60");
  }

  @Test
  void aGapBetweenTwoRecordsIsFoundAtTheSecond() {
    OffsetFollower follower = follower(OptionalLong.empty());
    follower.read(5);
    follower.read(9);
    follower.read(10);
    assertThat(missing).containsExactly("3: 6 to 9");
  }

  @Test
  void whereNothingWasCommittedNothingIsMissing() {
    follower(OptionalLong.empty()).read(100);
    assertThat(missing).isEmpty();
  }
}
