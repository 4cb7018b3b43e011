package org.mekiki.image;

import java.util.OptionalInt;
import org.mekiki.image.file.SampleScale;

/**
 * Finds out how many bits a camera uses of samples of 16, from good pictures: sensors have 10, 12,
 * 14 or 16, and most files and drivers put them into 16 as they are. Thread-safe.
 */
public final class SampleBits {
  /** Nothing is known: a picture is taken to use all of its bits. */
  public static final int UNKNOWN = 0;

  private static final int[] SENSORS = {10, 12, 14};

  private int most = -1;

  /**
   * A picture more.
   *
   * @param taken by its brightest sample, see {@link ImageDecoder#bitsTaken}
   */
  public synchronized void add(OptionalInt taken) {
    most = Math.max(most, taken.orElse(-1));
  }

  /**
   * What all pictures fit into: 10, 12, 14 or 16, or {@link #UNKNOWN} if none had samples of 16
   * bits.
   */
  public synchronized int bits() {
    if (most < 0) {
      return UNKNOWN;
    }
    for (int bits : SENSORS) {
      if (most <= bits) {
        return bits;
      }
    }
    return SampleScale.MOST_BITS;
  }
}
