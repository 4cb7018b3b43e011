package org.mekiki.onnx.network;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what a mistyped name may have meant. */
public final class Names {
  private Names() {}

  /** The known names with the smallest edit distance, ignoring case, nearest first. */
  public static List<String> nearest(String name, List<String> known, int most) {
    return known.stream()
        .distinct()
        .sorted(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .limit(most)
        .toList();
  }

  /** Levenshtein's distance, in one row. */
  static int distance(String first, String second) {
    String a = first.toLowerCase(Locale.ROOT);
    String b = second.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
