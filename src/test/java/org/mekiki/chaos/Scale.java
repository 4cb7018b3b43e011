package org.mekiki.chaos;

import java.time.Duration;

/** How much of a test is done: a little in every build, all of it in the profile chaos. */
final class Scale {
  private static final boolean LONG = Boolean.getBoolean("mekiki.chaos.long");

  private Scale() {}

  static int of(int small, int full) {
    return LONG ? full : small;
  }

  static Duration of(Duration small, Duration full) {
    return LONG ? full : small;
  }

  /** For the names of reports. */
  static String name() {
    return LONG ? "long" : "short";
  }
}
