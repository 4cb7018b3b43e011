package org.mekiki.view;

import java.util.Objects;
import org.mekiki.text.Text;

/**
 * A part of the aligned picture that a model sees.
 *
 * @param name verdicts name it so; 1 to 64 letters, digits, spaces and {@code . _ -}
 * @param outline on the aligned picture
 * @param inputWidth columns that the network gets of it, a multiple of {@link #STEP}
 * @param inputHeight rows that the network gets of it
 */
public record ViewRegion(String name, Outline outline, int inputWidth, int inputHeight) {
  /** Sides of inputs are multiples of this: the networks halve them five times. */
  public static final int STEP = 32;

  /** Longest side of an input. */
  public static final int MOST = 4096;

  public ViewRegion {
    Objects.requireNonNull(outline, "outline");
    if (!name.matches("[\\p{L}\\p{N} ._-]{1,64}")) {
      throw new IllegalArgumentException(
          "a region's name is '"
              + name
              + "'; 1 to 64 letters, digits, spaces, dots, dashes and underscores are valid");
    }
    requireSide(name, inputWidth);
    requireSide(name, inputHeight);
  }

  private static void requireSide(String name, int side) {
    if (side < STEP || side > MOST || side % STEP != 0) {
      throw new IllegalArgumentException(
          Text.of(
              "region '%s' has an input of %s pixels a side: multiples of %s up to %s are valid",
              name, side, STEP, MOST));
    }
  }
}
