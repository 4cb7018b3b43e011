package org.mekiki.app.common;

import org.mekiki.terminal.CommandException;

/** What becomes of good frames that look unlike the rest: {@code --odd}. */
public enum OddFrames {
  /** The model learns them. */
  KEEP,
  /** It is taught again without them. */
  REMOVE;

  /** The flag's value. */
  public static OddFrames parse(String text) {
    return switch (text) {
      case "keep" -> KEEP;
      case "remove" -> REMOVE;
      default ->
          throw CommandException.badUsage("--odd '" + text + "' is not valid: use keep or remove");
    };
  }
}
