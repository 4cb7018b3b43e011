package org.mekiki.stream.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mekiki.inspect.alarm.Gap;

class InputGapsTest {
  private final AskedGaps cluster = new AskedGaps();
  private MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
  private InputGaps gaps = new InputGaps(cluster, context);

  @BeforeEach
  void sevenAreCommitted() {
    cluster.committed = OptionalLong.of(7);
  }

  private void punctuate() {
    context.scheduledPunctuators().forEach(each -> each.getPunctuator().punctuate(0));
  }

  private void answer(long from, long to, long expiredTo) {
    cluster.asked.get(new Gap(from, to)).complete(expiredTo);
  }

  @Test
  void aLossCountsAfterTheRecordBehindItIsCommitted() {
    gaps.read(60);
    assertThat(context.committed()).as("a commit is asked for").isTrue();
    answer(7, 60, 50);
    assertThat(cluster.lost).isEmpty();
    punctuate();
    punctuate();
    assertThat(cluster.lost).as("between the answer and the commit").isEmpty();
    punctuate();
    punctuate();
    assertThat(cluster.lost).containsExactly(new Gap(7, 50));
  }

  @Test
  void aCrashBeforeTheCommitCountsNothingAndTheNextProcessCountsItOnce() {
    gaps.read(60);
    answer(7, 60, 60);
    punctuate();

    context = new MockProcessorContext<>();
    gaps = new InputGaps(cluster, context);
    gaps.read(60);
    answer(7, 60, 60);
    for (int look = 0; look < 5; look++) {
      punctuate();
    }
    assertThat(cluster.lost).containsExactly(new Gap(7, 60));
  }

  @Test
  void endsOfTransactionsAndWhatTheClusterDoesNotSayCountNothing() {
    gaps.read(8);
    answer(7, 8, 0);
    gaps.read(10);
    cluster.asked.get(new Gap(9, 10)).completeExceptionally(new IllegalStateException("away"));
    gaps.read(20);
    answer(11, 20, 15);
    for (int look = 0; look < 5; look++) {
      punctuate();
    }
    assertThat(cluster.lost).containsExactly(new Gap(11, 15));
  }

  @Test
  void whatExpiresWhereNothingIsReadCountsAtOnce() {
    cluster.noticed = Optional.of(new Gap(7, 90));
    punctuate();
    assertThat(cluster.lost).containsExactly(new Gap(7, 90));
  }
}
