package org.mekiki.stream.training.run;

import java.util.function.Supplier;
import org.mekiki.inspect.InFlight;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.stream.training.message.RunFailure;
import org.mekiki.text.Text;

/**
 * Work for a run that may take all memory, or die in native code. It has a note: after it has
 * killed the process it is tried alone, and after the second time the run is refused, so that it
 * kills no trainer for ever.
 */
public final class DeadlyWork {
  private DeadlyWork() {}

  /**
   * Does it.
   *
   * @param what names it, the same after a restart, and nothing else
   * @param work in which nothing else has a note: one in another may wait for itself
   * @throws RunRefusedException if the process died of it
   */
  public static <T> T noted(InFlight inFlight, String what, Supplier<T> work) {
    boolean[] begun = {false};
    try {
      return inFlight.work(
          what,
          () -> {
            begun[0] = true;
            return work.get();
          });
    } catch (UnscorableException e) {
      if (begun[0]) {
        throw e;
      }
      throw new RunRefusedException(
          RunFailure.CRASHED,
          Text.of(
              "the trainer died %d times while it worked on %s, so this run was given up: it may"
                  + " need more memory than there is; raise the heap (-Xmx in MEKIKI_JAVA_OPTS) or"
                  + " the container's memory, and look at the end of the trainer's last log",
              InFlight.DEATHS, what),
          e);
    }
  }

  /** As the other, for work without a result. */
  public static void noted(InFlight inFlight, String what, Runnable work) {
    noted(
        inFlight,
        what,
        () -> {
          work.run();
          return what;
        });
  }
}
