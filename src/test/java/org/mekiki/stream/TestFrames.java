package org.mekiki.stream;

import java.util.Random;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;

/** Small pictures of a part: a bright square on noise, or the same with a dark spot. */
public final class TestFrames {
  public static final int SIZE = 48;

  private TestFrames() {}

  public static byte[] good(int seed) {
    return ImageWriter.png(picture(pixels(seed)));
  }

  public static byte[] defective(int seed) {
    byte[] pixels = pixels(seed);
    for (int y = 20; y < 27; y++) {
      for (int x = 22; x < 29; x++) {
        pixels[y * SIZE + x] = 0;
      }
    }
    return ImageWriter.png(picture(pixels));
  }

  /** Under another lamp, so dark that the camera's noise is stronger. */
  public static byte[] dimmed(int seed) {
    Random random = new Random(~seed);
    byte[] pixels = pixels(seed);
    for (int i = 0; i < pixels.length; i++) {
      double value = (pixels[i] & 0xff) * (i % SIZE + SIZE) / (2.0 * SIZE);
      pixels[i] = (byte) Math.max(0, Math.min(255, value + 12 * random.nextGaussian()));
    }
    return ImageWriter.png(picture(pixels));
  }

  /** Of a covered lens, with a little noise. */
  public static byte[] covered(int seed) {
    Random random = new Random(~seed);
    byte[] pixels = new byte[SIZE * SIZE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.max(0, 3 + random.nextGaussian());
    }
    return ImageWriter.png(picture(pixels));
  }

  public static Picture picture(byte[] pixels) {
    return Picture.ofRaw(PixelFormat.GRAY8, SIZE, SIZE, 0, pixels);
  }

  public static byte[] pixels(int seed) {
    Random random = new Random(seed);
    byte[] pixels = new byte[SIZE * SIZE];
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        boolean part = x >= 8 && x < 40 && y >= 8 && y < 40;
        double value = (part ? 170 : 60) + 6 * random.nextGaussian();
        pixels[y * SIZE + x] = (byte) Math.max(0, Math.min(255, value));
      }
    }
    return pixels;
  }
}
