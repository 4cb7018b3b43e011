package org.mekiki.app.teach;

import java.time.Duration;

/** How long ago something was, for people: in the largest unit of which there are two. */
final class Ages {
  private Ages() {}

  /** E.g. {@code 90 s}, {@code 5 min}, {@code 26 h}, {@code 3 d}. */
  static String text(Duration age) {
    if (age.toSeconds() < 120) {
      return Math.max(0, age.toSeconds()) + " s";
    }
    if (age.toMinutes() < 120) {
      return age.toMinutes() + " min";
    }
    return age.toHours() < 48 ? age.toHours() + " h" : age.toDays() + " d";
  }
}
