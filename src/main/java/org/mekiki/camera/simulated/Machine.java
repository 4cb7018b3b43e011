package org.mekiki.camera.simulated;

import java.util.SplittableRandom;
import org.mekiki.defect.Shapes;

/**
 * The machine that the large frames show, drawn once: red, green, blue, row by row. Immutable;
 * shared by the cameras of a process.
 */
public final class Machine {
  private static final int WIDTH = SimulatedScene.LARGE.width();
  private static final int HEIGHT = SimulatedScene.LARGE.height();
  private static final int BELT_TOP = 200;
  private static final int BELT_BOTTOM = 1000;
  private static final int SLAT = 250;
  private static final int RAIL = 60;
  private static final int DISPLAY_LEFT = 2900;
  private static final int DISPLAY_TOP = 2300;
  private static final int DIGIT = 160;
  private static final int DIGITS = 5;

  /** The seven segments of 0 to 9, lowest bit on top, then clockwise, the middle one last. */
  private static final int[] SEGMENTS = {
    0b0111111, 0b0000110, 0b1011011, 0b1001111, 0b1100110,
    0b1101101, 0b1111101, 0b0000111, 0b1111111, 0b1101111
  };

  private final byte[] still = new byte[3 * WIDTH * HEIGHT];

  private Machine() {
    float[] tiles = PartLayers.shared().textures().tiles();
    for (int y = 0, j = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++, j += 3) {
        int fine = (y & Textures.SIDE_MASK) * Textures.SIDE + (x & Textures.SIDE_MASK);
        boolean metal = isRail(y) || isBelt(y);
        float texture = tiles[metal ? fine : Textures.SIDE * Textures.SIDE + fine];
        float shade = shade(x, y);
        for (int c = 0; c < 3; c++) {
          float colour = metal ? PartDrawing.PLATE[c] * 0.75f : PartDrawing.MAT[c];
          still[j + c] = (byte) Math.max(0, Math.min(255, colour * shade + 4 * texture));
        }
      }
    }
  }

  public static Machine shared() {
    return Holder.MACHINE;
  }

  private static final class Holder {
    static final Machine MACHINE = new Machine();
  }

  /** A copy, with the belt somewhere and the display at some number. */
  public byte[] at(SplittableRandom random) {
    byte[] pixels = still.clone();
    int run = random.nextInt(WIDTH);
    for (int y = BELT_TOP; y < BELT_BOTTOM; y++) {
      int from = 3 * y * WIDTH;
      System.arraycopy(still, from, pixels, from + 3 * run, 3 * (WIDTH - run));
      System.arraycopy(still, from + 3 * (WIDTH - run), pixels, from, 3 * run);
    }
    for (int digit = 0; digit < DIGITS; digit++) {
      show(pixels, DISPLAY_LEFT + digit * DIGIT, SEGMENTS[random.nextInt(SEGMENTS.length)]);
    }
    return pixels;
  }

  private static boolean isBelt(int y) {
    return y >= BELT_TOP && y < BELT_BOTTOM;
  }

  private static boolean isRail(int y) {
    return y >= BELT_TOP - RAIL && y < BELT_BOTTOM + RAIL || y >= HEIGHT - 3 * RAIL;
  }

  /** Gaps between slats, bolts on the rails, the panel around the display. */
  private static float shade(int x, int y) {
    if (isBelt(y)) {
      return x % SLAT < 14 ? 0.25f : 1 + 0.1f * (x / SLAT % 3);
    }
    if (isRail(y)) {
      double dx = x % 400 - 200;
      double dy = Math.floorMod(y - BELT_TOP, RAIL) - RAIL / 2.0;
      return Shapes.length(dx, dy) < 18 ? 0.5f : 1.2f;
    }
    boolean panel =
        x > DISPLAY_LEFT - 60
            && x < DISPLAY_LEFT + DIGITS * DIGIT + 20
            && y > DISPLAY_TOP - 60
            && y < DISPLAY_TOP + 2 * DIGIT + 60;
    return panel ? 0.35f : 1;
  }

  private static void show(byte[] pixels, int left, int segments) {
    int wide = DIGIT * 2 / 3;
    int thick = 20;
    int[][] bars = {
      {0, 0, wide, thick},
      {wide - thick, 0, thick, DIGIT},
      {wide - thick, DIGIT, thick, DIGIT},
      {0, 2 * DIGIT - thick, wide, thick},
      {0, DIGIT, thick, DIGIT},
      {0, 0, thick, DIGIT},
      {0, DIGIT - thick / 2, wide, thick}
    };
    for (int s = 0; s < bars.length; s++) {
      if ((segments >> s & 1) != 0) {
        for (int y = bars[s][1]; y < bars[s][1] + bars[s][3]; y++) {
          for (int x = bars[s][0]; x < bars[s][0] + bars[s][2]; x++) {
            int j = 3 * ((DISPLAY_TOP + y) * WIDTH + left + x);
            pixels[j] = (byte) 225;
            pixels[j + 1] = 60;
            pixels[j + 2] = 50;
          }
        }
      }
    }
  }
}
