package org.mekiki.view.align;

import java.util.SplittableRandom;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;

/**
 * Frames of a screw as cameras see them: grey, on light ground that is lit unevenly, with a soft
 * shadow. It lies at any angle, either way round and sometimes close to the border, is rolled
 * around its axis (so the thread begins elsewhere), and shines by the angle at which the lamp meets
 * it. Its flanks are as bright as the ground in places.
 */
final class DrawnScrews {
  static final int SIDE = 1024;

  /** From the head's top to the tip. */
  static final double LENGTH = 640;

  /** Of the head, the widest place. */
  static final double BREADTH = 168;

  private static final double HEAD = 105;
  private static final double NECK = 235;
  private static final double TIP = 70;
  private static final double SHANK = 40;
  private static final double DEPTH = 13;
  private static final double PITCH = 30;
  private static final double SHADOW_X = 7;
  private static final double SHADOW_Y = 10;

  /** What is wrong with a screw. */
  enum Flaw {
    NONE,
    SCRATCHED_HEAD,
    SCRATCHED_NECK,
    WORN_THREAD,
    NICKED_THREAD,
    BENT_TIP
  }

  /** How a screw lies: the middle between head and tip, clockwise; 0 has the head on the left. */
  record At(double x, double y, double radians) {}

  /** As close to the border as {@code room}, of what the whole screw leaves free. */
  static At anywhere(SplittableRandom random, double room) {
    double radians = 2 * Math.PI * random.nextDouble();
    double reachX = free(Math.cos(radians), Math.sin(radians), room);
    double reachY = free(Math.sin(radians), Math.cos(radians), room);
    return new At(
        SIDE / 2.0 + (2 * random.nextDouble() - 1) * reachX,
        SIDE / 2.0 + (2 * random.nextDouble() - 1) * reachY,
        radians);
  }

  private static double free(double along, double across, double room) {
    double half = (Math.abs(along) * LENGTH + Math.abs(across) * BREADTH) / 2;
    return Math.max(0, SIDE / 2.0 - half - room);
  }

  /** Draws one. */
  static Picture frame(long seed, At at, Flaw flaw) {
    return new DrawnScrews(seed, at, flaw).draw();
  }

  private final SplittableRandom random;
  private final At at;
  private final Flaw flaw;
  private final double cos;
  private final double sin;
  private final double roll;
  private final double light;
  private final double slopeX;
  private final double slopeY;
  private final double shine;
  private final double flawU;
  private final double flawV;
  private final double flawTurn;
  private final double flawSign;

  private DrawnScrews(long seed, At at, Flaw flaw) {
    this.random = new SplittableRandom(seed);
    this.at = at;
    this.flaw = flaw;
    this.cos = Math.cos(at.radians);
    this.sin = Math.sin(at.radians);
    this.roll = random.nextDouble();
    this.light = 1 + 0.05 * (2 * random.nextDouble() - 1);
    this.slopeX = 0.06 + 0.03 * (2 * random.nextDouble() - 1);
    this.slopeY = -0.05 + 0.03 * (2 * random.nextDouble() - 1);
    this.shine = 0.85 + 0.3 * random.nextDouble();
    double place = random.nextDouble();
    this.flawU =
        switch (flaw) {
          case SCRATCHED_HEAD -> 20 + 60 * place;
          case SCRATCHED_NECK -> HEAD + 25 + (NECK - HEAD - 50) * place;
          default -> NECK + 60 + (LENGTH - NECK - TIP - 120) * place;
        };
    this.flawV = 36 * (random.nextDouble() - 0.5);
    this.flawTurn = Math.PI * random.nextDouble();
    this.flawSign = random.nextBoolean() ? 1 : -1;
  }

  private Picture draw() {
    byte[] pixels = new byte[SIDE * SIDE];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double dx = (x + 0.5 - SIDE / 2.0) / (SIDE / 2.0);
        double dy = (y + 0.5 - SIDE / 2.0) / (SIDE / 2.0);
        double ground = 196 * (1 + slopeX * dx + slopeY * dy - 0.06 * (dx * dx + dy * dy));
        double shade = clamp((30 + inside(x + 0.5 - SHADOW_X, y + 0.5 - SHADOW_Y)) / 60);
        ground *= 1 - 0.3 * shade * shade * (3 - 2 * shade);
        double cover = clamp(inside(x + 0.5, y + 0.5) / 1.6 + 0.5);
        double value = ground;
        if (cover > 0) {
          value += cover * (metal(x + 0.5, y + 0.5) - ground);
        }
        value = light * value + 2.5 * random.nextGaussian();
        pixels[y * SIDE + x] = (byte) (int) Math.min(255, Math.max(0, Math.round(value)));
      }
    }
    return Picture.ofRaw(PixelFormat.GRAY8, SIDE, SIDE, 0, pixels);
  }

  private double along(double x, double y) {
    return cos * (x - at.x) + sin * (y - at.y) + LENGTH / 2;
  }

  private double across(double x, double y, double u) {
    double v = -sin * (x - at.x) + cos * (y - at.y);
    double bent = flaw == Flaw.BENT_TIP ? Math.max(0, u - LENGTH + 60) : 0;
    return v - flawSign * 0.006 * bent * bent;
  }

  /** Pixels from the outline, above 0 within. */
  private double inside(double x, double y) {
    double u = along(x, y);
    double v = across(x, y, u);
    double end = flaw == Flaw.BENT_TIP ? LENGTH - 8 : LENGTH;
    return Math.min(Math.min(u, end - u), radius(u, v) - Math.abs(v));
  }

  private double radius(double u, double v) {
    if (u < 12) {
      return BREADTH / 2;
    }
    if (u < HEAD) {
      return BREADTH / 2 + (SHANK - BREADTH / 2) * (u - 12) / (HEAD - 12);
    }
    if (u < NECK) {
      return SHANK;
    }
    double ridge = DEPTH * (tooth(phase(u, Math.signum(v) * SHANK)) - 0.5);
    if (flaw == Flaw.NICKED_THREAD && v * flawSign > 0 && Math.abs(u - flawU) < 18) {
      ridge = -DEPTH * 0.6;
    }
    double left = LENGTH - u;
    return Math.max(0, (SHANK + ridge) * Math.min(1, 0.08 + left / TIP));
  }

  private double phase(double u, double v) {
    double phase = (u + 0.12 * v) / PITCH + roll;
    return phase - Math.floor(phase);
  }

  private static double tooth(double phase) {
    return phase < 0.5 ? 2 * phase : 2 - 2 * phase;
  }

  /** How bright the metal is: a round rod under a lamp, with a thread. */
  private double metal(double x, double y) {
    double u = along(x, y);
    double v = across(x, y, u);
    double normal = Math.max(-1, Math.min(1, v / Math.max(4, radius(u, v))));
    double lamp = (sin * -0.55 + cos * -0.6) * normal + 0.6 * Math.sqrt(1 - normal * normal);
    double value = 70 + 70 * Math.max(0, lamp) + 95 * shine * Math.pow(Math.max(0, lamp), 8);
    if (u >= NECK) {
      double flank = Math.sin(2 * Math.PI * phase(u, v));
      double lit = 0.7 + 0.5 * (cos * -0.6 + sin * -0.5);
      boolean worn =
          flaw == Flaw.WORN_THREAD && Math.hypot(u - flawU, 1.3 * (v - flawV)) < 19 + 5 * shine;
      value += (worn ? 12 : 62) * lit * flank + (worn ? 25 : 0);
    } else if (u < 12) {
      value += 25;
    }
    boolean scratched = flaw == Flaw.SCRATCHED_HEAD || flaw == Flaw.SCRATCHED_NECK;
    if (scratched) {
      double a = Math.cos(flawTurn) * (u - flawU) + Math.sin(flawTurn) * (v - flawV);
      double b = -Math.sin(flawTurn) * (u - flawU) + Math.cos(flawTurn) * (v - flawV);
      if (Math.abs(a) < 22 && Math.abs(b) < 3) {
        value += flawSign * 55;
      }
    }
    return value;
  }

  private static double clamp(double share) {
    return Math.min(1, Math.max(0, share));
  }
}
