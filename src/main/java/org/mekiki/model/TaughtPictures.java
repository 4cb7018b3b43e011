package org.mekiki.model;

import org.mekiki.padim.looks.TaughtLooks;

/**
 * What the pictures were like that a model was taught with.
 *
 * @param width columns of the largest; 0 if that is not known, as in models of earlier releases
 * @param bits of samples of 16 that the camera uses; 0 for all of them
 * @param mixedShapes whether their aspect ratios differ by more than {@link #TOLERANCE}
 * @param looks what they are like as a whole
 */
public record TaughtPictures(
    int width, int height, int bits, boolean mixedShapes, TaughtLooks looks) {
  /** Nothing is known of them. */
  public static final TaughtPictures UNKNOWN = new TaughtPictures(0, 0, 0, false);

  /** How far aspect ratios may be apart and still count as the same. */
  public static final double TOLERANCE = 0.02;

  public TaughtPictures {
    // A tile's progress that an earlier release has kept doesn't know.
    looks = looks == null ? TaughtLooks.NONE : looks;
    if (width < 0 || height < 0 || (width == 0) != (height == 0) || bits < 0 || bits > 16) {
      throw new IllegalArgumentException(
          "taught with pictures of " + width + "x" + height + " and " + bits + " bits");
    }
  }

  /** Pictures of whose looks nothing is known. */
  public TaughtPictures(int width, int height, int bits, boolean mixedShapes) {
    this(width, height, bits, mixedShapes, TaughtLooks.NONE);
  }

  /** Whether width and height are known. */
  public boolean sized() {
    return width > 0;
  }

  /** Whether a picture has another shape than these, if they have one. */
  public boolean differ(int otherWidth, int otherHeight) {
    return sized() && !mixedShapes && differ(width, height, otherWidth, otherHeight);
  }

  /** Whether two pictures have different aspect ratios. */
  public static boolean differ(int width, int height, int otherWidth, int otherHeight) {
    double ratio = (double) width * otherHeight / ((double) height * otherWidth);
    return Math.max(ratio, 1 / ratio) > 1 + TOLERANCE;
  }

  /** With a picture more, whatever comes first. */
  public TaughtPictures with(int newWidth, int newHeight, int newBits) {
    int mostBits = Math.max(bits, newBits);
    if (newWidth < 1 || newHeight < 1) {
      return new TaughtPictures(width, height, mostBits, mixedShapes, looks);
    }
    boolean mixed = mixedShapes || sized() && differ(width, height, newWidth, newHeight);
    boolean larger = (long) newWidth * newHeight > (long) width * height;
    return new TaughtPictures(
        larger ? newWidth : width, larger ? newHeight : height, mostBits, mixed, looks);
  }

  /** The same pictures with other looks. */
  public TaughtPictures with(TaughtLooks other) {
    return new TaughtPictures(width, height, bits, mixedShapes, other);
  }
}
