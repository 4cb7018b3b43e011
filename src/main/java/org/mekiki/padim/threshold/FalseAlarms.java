package org.mekiki.padim.threshold;

import org.mekiki.text.Text;

/**
 * How often new good images are expected to reach a threshold that was chosen from the scores of
 * held-out good ones.
 *
 * <p>If of n held-out images c reach it, the number among the next 100 has, whatever the scores'
 * distribution, at most a beta-binomial distribution with parameters c + 1 and n − c (Hahn and
 * Meeker 1991, "Statistical intervals", 5.5). The limit is its 99 % quantile for one image more
 * than was counted, since the threshold was chosen from the same scores: without, good frames of a
 * simulated camera stayed within it in 8 of 10 splits. Images that were left out as odd count among
 * the c: they may be good ones after all. It holds for images that are taken as those were, not
 * after a change of lamp or part.
 *
 * @param expected share of good images, 0…1
 * @param atMost share of the next 100 good images, 0…1, at least {@code expected}
 * @param frames held-out good images that this rests on, at least 1
 */
public record FalseAlarms(double expected, double atMost, int frames) {
  /** Images that the limit is for. */
  public static final int NEXT = 100;

  /** How sure the limit is. */
  public static final double CONFIDENCE = 0.99;

  public FalseAlarms {
    if (!(expected >= 0 && expected <= atMost && atMost <= 1) || frames < 1) {
      throw new IllegalArgumentException(
          Text.of(
              "false alarms %s, at most %s, from %d frames: it must be 0 to 1, not above the limit,"
                  + " and from at least 1 frame",
              expected, atMost, frames));
    }
  }

  /**
   * What counting says.
   *
   * @param expected what the threshold was chosen for
   * @param reached held-out good images that reach it, odd ones among them
   * @param frames all held-out good images
   */
  static FalseAlarms of(double expected, int reached, int frames) {
    double limit = limit(reached + 2, frames - reached - 1) / (double) NEXT;
    return new FalseAlarms(Math.min(expected, limit), limit, frames);
  }

  /** The quantile of the beta-binomial distribution, by its terms one after the other. */
  private static int limit(double a, double b) {
    if (b < 1) {
      return NEXT;
    }
    double term = 1;
    for (int i = 0; i < NEXT; i++) {
      term *= (b + i) / (a + b + i);
    }
    double sum = term;
    int k = 0;
    while (k < NEXT && sum < CONFIDENCE) {
      term *= (NEXT - k) / (k + 1.0) * (a + k) / (b + NEXT - k - 1);
      sum += term;
      k++;
    }
    return k;
  }

  /** A part of a sentence: {@code about 2 in 100 good frames, at most 8 (from 200 good frames)}. */
  public String text() {
    String about = Text.of("%.1f", expected * NEXT).replaceFirst("\\.0$", "");
    return Text.of(
        "about %s in %d good frames, at most %.0f (from %d good frames)",
        about, NEXT, atMost * NEXT, frames);
  }
}
