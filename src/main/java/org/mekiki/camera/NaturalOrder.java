package org.mekiki.camera;

import java.io.Serializable;
import java.util.Comparator;

/**
 * As people sort file names: runs of digits count as numbers, so {@code part-9.jpg} comes before
 * {@code part-10.jpg}; equal numbers are told apart by their zeros, letters by their case last.
 */
enum NaturalOrder implements Comparator<String>, Serializable {
  INSTANCE;

  @Override
  public int compare(String left, String right) {
    int i = 0;
    int j = 0;
    while (i < left.length() && j < right.length()) {
      int iEnd = runEnd(left, i);
      int jEnd = runEnd(right, j);
      boolean numbers = isDigit(left.charAt(i)) && isDigit(right.charAt(j));
      String a = left.substring(i, iEnd);
      String b = right.substring(j, jEnd);
      int order = numbers ? compareNumbers(a, b) : a.compareToIgnoreCase(b);
      if (order != 0) {
        return order;
      }
      i = iEnd;
      j = jEnd;
    }
    int order = Integer.compare(left.length() - i, right.length() - j);
    return order != 0 ? order : left.compareTo(right);
  }

  /** A number, or a single character. */
  private static int runEnd(String text, int from) {
    int end = from + 1;
    while (isDigit(text.charAt(from)) && end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static int compareNumbers(String a, String b) {
    String left = a.replaceFirst("^0+(?=.)", "");
    String right = b.replaceFirst("^0+(?=.)", "");
    int order = Integer.compare(left.length(), right.length());
    return order != 0 ? order : left.compareTo(right);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
