package org.mekiki.app.letters;

import org.mekiki.stream.letters.DeadLetter;
import picocli.CommandLine.Option;

/** The flags that choose among dead letters. */
final class LetterFilter {
  @Option(
      names = "--reason",
      paramLabel = "REASON",
      description = "Only letters with this reason, for example no-model.")
  private String reason;

  @Option(names = "--camera", paramLabel = "CAMERA", description = "Only letters of this camera.")
  private String camera;

  /** Whether any of the flags was given. */
  boolean isSet() {
    return reason != null || camera != null;
  }

  boolean wants(DeadLetter letter) {
    return (reason == null || reason.equals(letter.reason()))
        && (camera == null || camera.equals(letter.camera()));
  }
}
