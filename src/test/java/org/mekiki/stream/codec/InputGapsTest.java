package org.mekiki.stream.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;
import org.mekiki.inspect.alarm.Gap;

class InputGapsTest {
  private final Map<Gap, CompletableFuture<Long>> asked = new LinkedHashMap<>();
  private final List<Gap> lost = new ArrayList<>();
  private Optional<Gap> noticed = Optional.empty();
  private final OffsetGaps cluster =
      new OffsetGaps() {
        @Override
        public Committed committed(int partition) {
          return () -> OptionalLong.of(7);
        }

        @Override
        public CompletableFuture<Long> missing(int partition, Gap gap) {
          CompletableFuture<Long> answer = new CompletableFuture<>();
          asked.put(gap, answer);
          return answer;
        }

        @Override
        public Optional<Gap> noticed(int partition) {
          return noticed;
        }

        @Override
        public void lost(int partition, Gap gap) {
          lost.add(gap);
        }
      };
  private MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
  private InputGaps gaps = new InputGaps(cluster, context);

  private void punctuate() {
    context.scheduledPunctuators().forEach(each -> each.getPunctuator().punctuate(0));
  }

  private void answer(long from, long to, long expiredTo) {
    asked.get(new Gap(from, to)).complete(expiredTo);
  }

  @Test
  void aLossCountsAfterTheRecordBehindItIsCommitted() {
    gaps.read(60);
    assertThat(context.committed()).as("a commit is asked for").isTrue();
    answer(7, 60, 50);
    assertThat(lost).isEmpty();
    punctuate();
    punctuate();
    assertThat(lost).as("between the answer and the commit").isEmpty();
    punctuate();
    punctuate();
    assertThat(lost).containsExactly(new Gap(7, 50));
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
    assertThat(lost).containsExactly(new Gap(7, 60));
  }

  @Test
  void endsOfTransactionsAndWhatTheClusterDoesNotSayCountNothing() {
    gaps.read(8);
    answer(7, 8, 0);
    gaps.read(10);
    asked.get(new Gap(9, 10)).completeExceptionally(new IllegalStateException("away"));
    gaps.read(20);
    answer(11, 20, 15);
    for (int look = 0; look < 5; look++) {
      punctuate();
    }
    assertThat(lost).containsExactly(new Gap(11, 15));
  }

  @Test
  void whatExpiresWhereNothingIsReadCountsAtOnce() {
    noticed = Optional.of(new Gap(7, 90));
    punctuate();
    assertThat(lost).containsExactly(new Gap(7, 90));
  }
}
