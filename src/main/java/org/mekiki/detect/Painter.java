package org.mekiki.detect;

import java.util.SplittableRandom;
import org.mekiki.defect.ScratchShape;
import org.mekiki.defect.Shapes;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;

/**
 * Paints defects on a copy of a frame. Contrasts are added to the surface or taken from it, so its
 * texture stays; where that would leave 0…255 on one side only, it is done on the other. For one
 * thread.
 */
final class Painter {
  private final Picture frame;
  private final int channels;
  private final byte[] before;
  private final byte[] pixels;

  /** Pixels of the picture for one of the frame: below 1 where it was decoded smaller. */
  private final double scale;

  Painter(Picture frame) {
    this.frame = frame;
    this.channels = frame.channels();
    this.before = frame.toBytes();
    this.pixels = before.clone();
    this.scale = (double) frame.width() / frame.originalWidth();
  }

  /**
   * Paints a defect.
   *
   * @param size in pixels of the frame
   * @param contrast in grey levels, for kinds that have one
   * @param random its direction, outline and whether it is brighter or darker
   */
  void paint(DefectKind kind, double size, int contrast, Place at, SplittableRandom random) {
    double x = at.x() * scale;
    double y = at.y() * scale;
    double across = size * scale;
    double angle = 2 * Math.PI * random.nextDouble();
    switch (kind) {
      case SCRATCH -> {
        double half = across / 2;
        double halfWidth = Math.max(0.75 * scale, across / 24);
        double bend = 0.12 * (2 * random.nextDouble() - 1) / half;
        double strength = ofThinLine(halfWidth);
        ScratchShape shape =
            new ScratchShape(
                half, halfWidth, StrictMath.cos(angle), StrictMath.sin(angle), bend, strength);
        add(x, y, half + 4, sign(x, y, contrast, random) * contrast, shape::at);
      }
      case SPOT -> {
        double radius = across / 2;
        double softness = Math.min(1.6, radius);
        add(
            x,
            y,
            1.4 * radius + 2,
            sign(x, y, contrast, random) * contrast,
            (dx, dy) ->
                Shapes.softly(
                    Shapes.length(dx, dy) - Shapes.irregular(radius, dx, dy, angle), softness));
      }
      case SMEAR -> {
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        add(
            x,
            y,
            across / 2 + 1,
            sign(x, y, contrast, random) * contrast,
            (dx, dy) -> {
              double along = (cos * dx + sin * dy) / (across / 2);
              double beside = (-sin * dx + cos * dy) / (across / 4);
              double inside = Shapes.clamp(1 - along * along - beside * beside);
              return inside * inside;
            });
      }
      case MOVED_PATCH -> move(x, y, across / 2, random);
      case CHIPPED_EDGE -> chip(x, y, across / 2, angle);
    }
  }

  /**
   * What a line covers is exact from half a pixel of half width on; a thinner one would be drawn
   * half a pixel too wide on each side, as a triangle of (h + ½)² instead of 2h.
   */
  private static double ofThinLine(double halfWidth) {
    double drawn = halfWidth + 0.5;
    return halfWidth < 0.5 ? 2 * halfWidth / (drawn * drawn) : 1;
  }

  Picture picture() {
    PixelFormat format = channels == 1 ? PixelFormat.GRAY8 : PixelFormat.RGB8;
    return Picture.ofRaw(format, frame.width(), frame.height(), 0, pixels)
        .ofFrame(frame.originalWidth(), frame.originalHeight());
  }

  /** How much a shape covers of a point, from its own middle. */
  private interface Cover {
    double at(double dx, double dy);
  }

  private void add(double x, double y, double reach, double levels, Cover cover) {
    within(
        x,
        y,
        reach,
        (column, row, at) -> {
          double change = levels * cover.at(column + 0.5 - x, row + 0.5 - y);
          for (int c = 0; c < channels; c++) {
            set(at + c, (pixels[at + c] & 0xff) + change);
          }
        });
  }

  private interface Pixel {
    void at(int column, int row, int index);
  }

  private void within(double x, double y, double reach, Pixel each) {
    int right = (int) Math.min(frame.width() - 1, x + reach);
    int bottom = (int) Math.min(frame.height() - 1, y + reach);
    for (int row = (int) Math.max(0, y - reach); row <= bottom; row++) {
      for (int column = (int) Math.max(0, x - reach); column <= right; column++) {
        each.at(column, row, (row * frame.width() + column) * channels);
      }
    }
  }

  private void set(int index, double value) {
    pixels[index] = (byte) Math.round(Math.min(255, Math.max(0, value)));
  }

  private void mix(int index, double value, double share) {
    double old = pixels[index] & 0xff;
    set(index, old + share * (value - old));
  }

  /** 1 for brighter, −1 for darker: by chance, if there is room for both. */
  private int sign(double x, double y, int contrast, SplittableRandom random) {
    double level = FrameEdges.level(before, frame, x, y);
    boolean brighter = random.nextBoolean();
    if (level + contrast > 255 || level - contrast < 0) {
      brighter = level < 127.5;
    }
    return brighter ? 1 : -1;
  }

  /** Copies a square from elsewhere on the frame, with a soft border. */
  private void move(double x, double y, double half, SplittableRandom random) {
    double fromX = x;
    double fromY = y;
    for (int i = 0; i < 50 && Math.hypot(fromX - x, fromY - y) < 3 * half; i++) {
      fromX = half + random.nextDouble() * Math.max(0, frame.width() - 2 * half);
      fromY = half + random.nextDouble() * Math.max(0, frame.height() - 2 * half);
    }
    int right = (int) Math.round(fromX - x);
    int down = (int) Math.round(fromY - y);
    within(
        x,
        y,
        half + 1,
        (column, row, at) -> {
          double edge = Math.max(Math.abs(column + 0.5 - x), Math.abs(row + 0.5 - y)) - half;
          int sourceX = Math.min(frame.width() - 1, Math.max(0, column + right));
          int sourceY = Math.min(frame.height() - 1, Math.max(0, row + down));
          int source = (sourceY * frame.width() + sourceX) * channels;
          for (int c = 0; c < channels; c++) {
            mix(at + c, before[source + c] & 0xff, Shapes.softly(edge, 2));
          }
        });
  }

  /** A bite out of the side of an edge that is nearer to the frame's middle. */
  private void chip(double x, double y, double radius, double phase) {
    double[] normal = FrameEdges.normal(before, frame, x, y);
    boolean outward =
        normal[0] * (x - frame.width() / 2.0) + normal[1] * (y - frame.height() / 2.0) >= 0;
    double side = outward ? FrameEdges.BESIDE : -FrameEdges.BESIDE;
    int beyondX = clamp(x + side * normal[0], frame.width());
    int beyondY = clamp(y + side * normal[1], frame.height());
    int beyond = (beyondY * frame.width() + beyondX) * channels;
    within(
        x,
        y,
        1.4 * radius + 2,
        (column, row, at) -> {
          double dx = column + 0.5 - x;
          double dy = row + 0.5 - y;
          double distance = Shapes.length(dx, dy) - Shapes.irregular(radius, dx, dy, phase);
          for (int c = 0; c < channels; c++) {
            mix(at + c, before[beyond + c] & 0xff, Shapes.softly(distance, 1.4));
          }
        });
  }

  private static int clamp(double at, int size) {
    return (int) Math.min(size - 1, Math.max(0, at));
  }
}
