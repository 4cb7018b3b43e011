package org.mekiki.stream.tracing;

import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.scoring.FrameTracing;

/** Tracing whose faults cost spans, never a frame. Thread-safe if what it guards is. */
final class GuardedTracing implements FrameTracing {
  private final FrameTracing guarded;
  private final Guard guard = new Guard();

  GuardedTracing(FrameTracing guarded) {
    this.guarded = guarded;
  }

  @Override
  public Work begin(InputRecord input) {
    return guard.guard(() -> new GuardedWork(guarded.begin(input)), Work.NOOP);
  }

  @Override
  public void close() {
    guard.guard(guarded::close);
  }

  private final class GuardedWork implements Work {
    private final Work work;

    GuardedWork(Work work) {
      this.work = work;
    }

    @Override
    public InputRecord outgoing(InputRecord input) {
      return guard.guard(() -> work.outgoing(input), input);
    }

    @Override
    public void inspected(Inspection found) {
      guard.guard(() -> work.inspected(found));
    }

    @Override
    public void scored(Frame frame, Inspection found) {
      guard.guard(() -> work.scored(frame, found));
    }

    @Override
    public void failed(RuntimeException why) {
      guard.guard(() -> work.failed(why));
    }
  }
}
