package org.mekiki.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.mekiki.image.file.ImageException;
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
   * What good pictures in files tell.
   *
   * @param good those that can't be read don't count
   */
  public static SampleBits of(List<Path> good, ImageDecoder decoder) {
    SampleBits bits = new SampleBits();
    for (Path file : good) {
      try {
        if (PictureNames.mayHaveSixteenBits(file)) {
          bits.add(decoder.bitsTaken(Files.readAllBytes(file)));
        }
      } catch (IOException | ImageException e) {
        continue; // told of when it is learned
      }
    }
    return bits;
  }

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
