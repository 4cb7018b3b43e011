package org.mekiki.web;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.mekiki.image.HeatmapCodec;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.Region;
import org.mekiki.inspect.StageTimes;

/** A round part on a brushed ground, good or with a scratch, drawn. */
final class Drawn {
  static final int WIDTH = 400;
  static final int HEIGHT = 300;
  static final Region DEFECT = new Region(230, 150, 60, 24, 21, 0.012);

  private static final int MAP = 28;
  private static final byte[] GOOD = draw(false);
  private static final byte[] BAD = draw(true);

  private Drawn() {}

  static Frame.Content content(boolean bad) {
    return new Frame.Encoded(bad ? BAD : GOOD);
  }

  private static byte[] draw(boolean bad) {
    byte[] pixels = new byte[WIDTH * HEIGHT];
    Random random = new Random(7);
    for (int y = 0; y < HEIGHT; y++) {
      int brush = random.nextInt(30);
      for (int x = 0; x < WIDTH; x++) {
        double distance = Math.hypot(x - WIDTH / 2.0, y - HEIGHT / 2.0);
        int value = distance < 110 ? 205 - brush / 3 : 95 + brush + random.nextInt(8);
        boolean scratch = bad && x > 240 && x < 280 && Math.abs(y - 162 - (x - 260) / 8) < 5;
        pixels[y * WIDTH + x] = (byte) (scratch ? 50 : value);
      }
    }
    return ImageWriter.jpeg(Picture.ofRaw(PixelFormat.GRAY8, WIDTH, HEIGHT, 0, pixels), 90);
  }

  static Inspection inspection(boolean bad) {
    float[] map = new float[MAP * MAP];
    for (int y = 0; y < MAP; y++) {
      for (int x = 0; x < MAP; x++) {
        double squared = Math.pow(x - 18.2, 2) + Math.pow(y - 15.1, 2);
        map[y * MAP + x] = (float) (4 + (bad ? 17 * Math.exp(-squared / 5) : 0));
      }
    }
    return new Inspection(
        "part",
        3,
        bad ? 21 : 6,
        0.5,
        Shots.THRESHOLD,
        bad,
        WIDTH,
        HEIGHT,
        bad ? List.of(DEFECT) : List.of(),
        new HeatmapCodec().encode(map, MAP, MAP),
        new StageTimes(1_000_000, 0, 20_000_000, 3_000_000, 4_000_000, 5_000_500),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
