package org.mekiki.bench;

import java.util.Objects;

/**
 * Something that can be timed.
 *
 * @param name as in the table and the JSON
 * @param threads that do it at the same time, at least 1
 * @param once does it once; thread-safe where there are several threads
 */
public record Stage(String name, int threads, Runnable once) {
  public Stage {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(once, "once");
    if (threads < 1) {
      throw new IllegalArgumentException(
          "threads " + threads + " of stage '" + name + "': at least 1 is valid");
    }
  }
}
