package org.mekiki.stream.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.mekiki.inspect.alarm.Gap;

class OffsetFollowerTest {
  private static OffsetFollower follower(OptionalLong committed) {
    return new OffsetFollower(
        new OffsetGaps() {
          @Override
          public Committed committed(int partition) {
            return () -> committed;
          }

          @Override
          public CompletableFuture<Long> missing(int partition, Gap gap) {
            throw new AssertionError("only who reads asks");
          }

          @Override
          public Optional<Gap> noticed(int partition) {
            return Optional.empty();
          }

          @Override
          public void lost(int partition, Gap gap) {
            throw new AssertionError("only who asks knows");
          }
        },
        3);
  }

  @Test
  void offsetsThatFollowEachOtherHaveNoGap() {
    OffsetFollower follower = follower(OptionalLong.of(7));
    assertThat(follower.read(7)).isEmpty();
    assertThat(follower.read(8)).isEmpty();
  }

  @Test
  void aGapBehindWhatWasCommittedIsFoundAtTheFirstRecord() {
    assertThat(follower(OptionalLong.of(7)).read(60)).contains(new Gap(7, 60));
  }

  @Test
  void aGapBetweenTwoRecordsIsFoundAtTheSecond() {
    OffsetFollower follower = follower(OptionalLong.empty());
    assertThat(follower.read(5)).isEmpty();
    assertThat(follower.read(9)).contains(new Gap(6, 9));
    assertThat(follower.read(10)).isEmpty();
  }

  @Test
  void whereNothingWasCommittedNothingIsMissing() {
    assertThat(follower(OptionalLong.empty()).read(100)).isEmpty();
  }
}
