package org.mekiki.stream.tracing;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.scoring.FrameTracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracing whose faults cost spans, never a frame. The first one is logged. Thread-safe if what it
 * guards is.
 */
final class GuardedTracing implements FrameTracing {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedTracing.class);

  private final FrameTracing guarded;
  private final AtomicBoolean told = new AtomicBoolean();

  GuardedTracing(FrameTracing guarded) {
    this.guarded = guarded;
  }

  @Override
  public Work begin(InputRecord input) {
    return guard(() -> new GuardedWork(guarded.begin(input)), Work.NOOP);
  }

  @Override
  public void close() {
    guard(guarded::close);
  }

  private <T> T guard(Supplier<T> what, T otherwise) {
    try {
      return what.get();
    } catch (RuntimeException e) {
      if (told.compareAndSet(false, true)) {
        LOG.warn("spans are missing from traces; frames are scored all the same", e);
      }
      return otherwise;
    }
  }

  private void guard(Runnable what) {
    guard(
        () -> {
          what.run();
          return true;
        },
        false);
  }

  private final class GuardedWork implements Work {
    private final Work work;

    GuardedWork(Work work) {
      this.work = work;
    }

    @Override
    public InputRecord outgoing(InputRecord input) {
      return guard(() -> work.outgoing(input), input);
    }

    @Override
    public void inspected(Inspection found) {
      guard(() -> work.inspected(found));
    }

    @Override
    public void scored(Frame frame, Inspection found) {
      guard(() -> work.scored(frame, found));
    }

    @Override
    public void failed(RuntimeException why) {
      guard(() -> work.failed(why));
    }
  }
}
