package org.mekiki.stream.codec;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.mekiki.inspect.alarm.Gap;

/**
 * Counts the records of a task's input that expired before they were read, where nothing but the
 * offsets remembers them: a loss counts after the record behind it is committed. For one thread.
 */
public final class InputGaps {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final ProcessorContext<?, ?> context;
  private final OffsetGaps gaps;
  private final int partition;
  private final OffsetFollower offsets;
  private final Losses losses;
  private final Queue<Question> questions = new ArrayDeque<>();

  private record Question(Gap gap, CompletableFuture<Long> expiredTo) {}

  /** The partition of this task has just been assigned. */
  public InputGaps(OffsetGaps gaps, ProcessorContext<?, ?> context) {
    this.context = context;
    this.gaps = gaps;
    this.partition = context.taskId().partition();
    this.offsets = new OffsetFollower(gaps, partition);
    this.losses = new Losses(gaps, partition);
    context.schedule(LOOK_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> look());
  }

  /** A record was read. */
  public void read(long offset) {
    offsets.read(offset).ifPresent(this::ask);
  }

  private void ask(Gap gap) {
    questions.add(new Question(gap, gaps.missing(partition, gap)));
    context.commit();
  }

  /** In their order: each offset counts at most one time, and none below the last that did. */
  private void look() {
    losses.punctuated();
    while (!questions.isEmpty() && questions.peek().expiredTo().isDone()) {
      Question question = questions.remove();
      if (!question.expiredTo().isCompletedExceptionally()) {
        long to = question.expiredTo().join();
        if (to > question.gap().from()) {
          losses.add(new Gap(question.gap().from(), to));
        }
      }
    }
    // No record is read there, so no commit could tell of it.
    if (questions.isEmpty()) {
      gaps.noticed(partition).ifPresent(gap -> gaps.lost(partition, gap));
    }
  }
}
