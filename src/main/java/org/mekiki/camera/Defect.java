package org.mekiki.camera;

import org.mekiki.text.Labelled;

/**
 * A defect and its place in the frame. Outside the box the frame's pixels are those of a good part.
 *
 * @param kind what happened to the part
 * @param x left column of the box
 * @param y top row of the box
 * @param width columns of the box, at least 1
 * @param height rows of the box, at least 1
 * @param mask {@code width * height} values row by row, 1 where the part is visibly changed, else 0
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Defect(Kind kind, int x, int y, int width, int height, byte[] mask) {
  /** What can happen to a machined part. */
  public enum Kind implements Labelled {
    /** A thin, slightly bent line, bright or dark. */
    SCRATCH,
    /** A blowhole of the casting: a small dark hole with a lit rim. */
    PIT,
    /** A shallow hollow: one flank brighter, the other darker. */
    DENT,
    /** Oil or coolant that dried: a brownish soft spot. */
    STAIN,
    /** A piece broken off the outer edge. */
    CHIP,
    /** A hole that was not drilled. */
    MISSING_HOLE,
    /** Print dragged along while wet. */
    SMEAR;
  }

  public Defect {
    if (width < 1 || height < 1 || mask.length != (long) width * height) {
      throw new IllegalArgumentException(
          "defect of " + width + "x" + height + " pixels with a mask of " + mask.length);
    }
  }

  /** Whether the part is visibly changed at this pixel of the frame. */
  public boolean covers(int column, int row) {
    return column >= x
        && column < x + width
        && row >= y
        && row < y + height
        && mask[(row - y) * width + column - x] != 0;
  }
}
