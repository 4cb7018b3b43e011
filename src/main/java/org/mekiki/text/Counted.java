package org.mekiki.text;

/** Numbers of things, as a person writes them. */
public final class Counted {
  private Counted() {}

  /**
   * {@code 1 frame}, {@code 2 frames}.
   *
   * @param thing one of them, a word whose plural ends with s
   */
  public static String of(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
