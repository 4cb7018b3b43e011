package org.mekiki.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that somebody most likely meant. */
public final class DidYouMean {
  private DidYouMean() {}

  /**
   * The nearest of the valid names.
   *
   * @return empty if none is near: more than a third of the letters would have to change
   */
  public static Optional<String> nearest(String written, Collection<String> valid) {
    int tolerated = Math.max(2, written.length() / 3);
    Optional<String> nearest =
        valid.stream()
            .filter(name -> distance(written, name) <= tolerated)
            .min(Comparator.comparingInt(name -> distance(written, name)));
    // "threads" for "score.threads".
    return nearest.or(() -> valid.stream().filter(n -> n.endsWith("." + written)).findFirst());
  }

  /** To hang on a sentence: {@code ; did you mean x?}, or nothing. */
  public static String hint(String written, Collection<String> valid) {
    return nearest(written, valid).map(name -> "; did you mean " + name + "?").orElse("");
  }

  /** Letters to insert, delete, replace or swap with their neighbour (optimal string alignment). */
  private static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] current = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        current[j] = Math.min(Math.min(current[j - 1], last[j]) + 1, last[j - 1] + replace);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          current[j] = Math.min(current[j], beforeLast[j - 2] + 1);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = current;
      current = free;
    }
    return last[b.length()];
  }
}
