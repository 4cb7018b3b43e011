package org.mekiki.view.align;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;

/**
 * Frames of parts whose pose is known, drawn with four points a pixel: shape, colours, light, noise
 * and blur are what each test chooses.
 */
final class DrawnParts {
  /** Whether a point of the part, in units of its half length, is part (1), mark (2) or ground. */
  interface Shape {
    int at(double x, double y);
  }

  /** A lever: one end round and broad with a hole, the other narrow. */
  static final Shape LEVER =
      (x, y) -> {
        boolean head = within(0.32, x + 0.68, y);
        boolean arm = x > -0.7 && x < 1 && Math.abs(y) < 0.14 - 0.04 * x;
        boolean hole = within(0.12, x + 0.68, y);
        return hole ? 0 : head || arm ? 1 : 0;
      };

  /** A plate that looks the same when it is turned by half, but for a small mark. */
  static final Shape MARKED_PLATE =
      (x, y) -> {
        boolean plate = Math.abs(x) < 1 && Math.abs(y) < 0.5;
        boolean mark = within(0.1, x - 0.7, y - 0.3);
        return !plate ? 0 : mark ? 2 : 1;
      };

  /** A square with a mark: four angles are alike. */
  static final Shape MARKED_SQUARE =
      (x, y) -> {
        boolean plate = Math.abs(x) < 0.8 && Math.abs(y) < 0.8;
        boolean mark = Math.abs(x - 0.45) < 0.12 && Math.abs(y) < 0.3;
        return !plate ? 0 : mark ? 2 : 1;
      };

  /** A disc with a mark: no axis at all. */
  static final Shape MARKED_DISC =
      (x, y) -> {
        boolean mark = Math.abs(x - 0.5) < 0.2 && Math.abs(y) < 0.1;
        return !within(0.8, x, y) ? 0 : mark ? 2 : 1;
      };

  /** A screw whose thread is brighter and darker than the ground in turn. */
  static final Shape SCREW =
      (x, y) -> {
        boolean head = x > -1 && x < -0.75 && Math.abs(y) < 0.22;
        double radius = x > 0.8 ? 0.5 * (1 - x) + 0.01 : 0.1;
        boolean shaft = x >= -0.75 && x < 1 && Math.abs(y) < radius;
        return head ? 1 : !shaft ? 0 : Math.sin(90 * x + 8 * y) > 0 ? 1 : 2;
      };

  /**
   * Where and how a part lies.
   *
   * @param x column of its origin
   * @param y row of its origin
   * @param radians clockwise
   */
  record At(double x, double y, double radians) {
    /** Of each part once, not of each point. */
    Placed placed() {
      return new Placed(x, y, Math.cos(radians), Math.sin(radians));
    }
  }

  private record Placed(double x, double y, double cos, double sin) {}

  private static final int POINTS = 2;
  private static final double[] NORMALS = new double[1 << 16];

  static {
    SplittableRandom random = new SplittableRandom(9);
    for (int i = 0; i < NORMALS.length; i++) {
      NORMALS[i] = random.nextGaussian();
    }
  }

  final int width;
  final int height;
  final double halfLength;
  Shape shape = LEVER;
  double[] part = {190, 188, 180};
  double[] mark = {90, 90, 96};
  double[] ground = {60, 62, 66};
  double light = 1;
  double slope;
  double noise = 3;
  double texture = 3;
  int blur;

  DrawnParts(int width, int height, double halfLength) {
    this.width = width;
    this.height = height;
    this.halfLength = halfLength;
  }

  /** Anywhere, all of it within the frame. */
  At anywhere(SplittableRandom random) {
    double reach = 1.2 * halfLength;
    return new At(
        random.nextDouble(reach, width - reach),
        random.nextDouble(reach, height - reach),
        random.nextDouble(2 * Math.PI));
  }

  /** Good frames with parts anywhere. */
  List<Picture> good(int frames, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Picture> good = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      good.add(frame(random.nextLong(), anywhere(random)));
    }
    return good;
  }

  /** A frame with these parts; none gives the empty ground. */
  Picture frame(long seed, At... parts) {
    SplittableRandom random = new SplittableRandom(seed);
    Placed[] placed = Arrays.stream(parts).map(At::placed).toArray(Placed[]::new);
    double[] values = new double[3 * width * height];
    int[] points = new int[3];
    for (int y = 0; y < height; y++) {
      int normal = random.nextInt(NORMALS.length - width);
      for (int x = 0; x < width; x++) {
        double lamp = light * (1 + slope * (2.0 * x / width - 1));
        double fibre = texture * NORMALS[normal++];
        Arrays.fill(points, 0);
        for (int j = 0; j < POINTS * POINTS; j++) {
          double px = x + (j % POINTS + 0.5) / POINTS;
          double py = y + (j / POINTS + 0.5) / POINTS;
          points[at(px, py, placed)]++;
        }
        for (int c = 0; c < 3; c++) {
          double colour =
              (points[0] * (ground[c] + fibre) + points[1] * part[c] + points[2] * mark[c])
                  / (POINTS * POINTS);
          values[3 * (y * width + x) + c] = lamp * colour;
        }
      }
    }
    for (int i = 0; i < blur; i++) {
      values = blurred(blurred(values, 3), 3 * width);
    }
    byte[] pixels = new byte[values.length];
    for (int i = 0, normal = 0; i < pixels.length; i++) {
      normal = i % width == 0 ? random.nextInt(NORMALS.length - width) : normal + 1;
      double sensed = values[i] + noise * NORMALS[normal];
      pixels[i] = (byte) Math.round(Math.min(255, Math.max(0, sensed)));
    }
    return Picture.ofRaw(PixelFormat.RGB8, width, height, 0, pixels);
  }

  private int at(double x, double y, Placed... parts) {
    for (Placed part : parts) {
      double dx = (x - part.x()) / halfLength;
      double dy = (y - part.y()) / halfLength;
      if (Math.abs(dx) < 1.2 && Math.abs(dy) < 1.2) {
        int seen = shape.at(part.cos() * dx + part.sin() * dy, -part.sin() * dx + part.cos() * dy);
        if (seen != 0) {
          return seen;
        }
      }
    }
    return 0;
  }

  private static boolean within(double radius, double x, double y) {
    return x * x + y * y < radius * radius;
  }

  private static double[] blurred(double[] values, int step) {
    double[] result = values.clone();
    for (int i = step; i < values.length - step; i++) {
      result[i] = (values[i - step] + 2 * values[i] + values[i + step]) / 4;
    }
    return result;
  }
}
