package org.mekiki.inspect;

import java.util.function.Supplier;

/**
 * Port: remembers what is being worked on, so that an input which kills the process doesn't kill it
 * for ever. Implementations are thread-safe.
 */
public interface InFlight {
  /** Deaths after which an input is no longer tried. */
  int DEATHS = 2;

  /** Remembers nothing. */
  InFlight NOOP =
      new InFlight() {
        @Override
        public <T> T work(String input, Supplier<T> work) {
          return work.get();
        }
      };

  /**
   * Does work on an input, and remembers it until the work has ended. An {@link Error}, which costs
   * the thread, counts like a death of the process.
   *
   * @param input names it, the same after a restart, and no other input
   * @param work reads, decodes and scores it: nothing of this must happen before
   * @throws UnscorableException with {@link Rejection#CRASHED} if the process died {@value #DEATHS}
   *     times while it worked on this input; and what the work throws
   */
  <T> T work(String input, Supplier<T> work);
}
