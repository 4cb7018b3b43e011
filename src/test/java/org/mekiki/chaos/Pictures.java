package org.mekiki.chaos;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.mekiki.onnx.SmallNetwork;

/** Small PNGs of a part: stripes and noise; a defective one has a bright square somewhere. */
final class Pictures {
  private static final int SIDE = SmallNetwork.SIDE;
  private static final int NOISE = 24;
  private static final int SQUARE = 14;
  private static final int BRIGHT = 230;

  private Pictures() {}

  static byte[] good(long seed) {
    return png(seed, false);
  }

  static byte[] defective(long seed) {
    return png(seed, true);
  }

  private static byte[] png(long seed, boolean defective) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int base = (x / 8 + y / 8) % 2 == 0 ? 60 : 140;
        int level = base + random.nextInt(NOISE);
        image.setRGB(x, y, level << 16 | level << 8 | level / 2);
      }
    }
    if (defective) {
      int left = random.nextInt(SIDE - SQUARE);
      int top = random.nextInt(SIDE - SQUARE);
      for (int i = 0; i < SQUARE * SQUARE; i++) {
        image.setRGB(left + i % SQUARE, top + i / SQUARE, BRIGHT << 16 | BRIGHT << 8 | BRIGHT);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
