package org.mekiki.camera.simulated;

import java.util.SplittableRandom;
import org.mekiki.camera.Defect;
import org.mekiki.defect.ScratchShape;
import org.mekiki.defect.Shapes;

/**
 * Makes defects at random places of a scene's part.
 *
 * <p>Ranges below are in pixels of the frame, which the size multiplies, and shares of full
 * contrast.
 */
final class DefectPainter {
  private static final int TRIES = 200;

  private final PartLayers layers;
  private final Scene scene;
  private final Placement placement;
  private final SplittableRandom random;
  private final double size;

  DefectPainter(PartLayers layers, Scene scene, SplittableRandom random, double size) {
    this.layers = layers;
    this.scene = scene;
    this.placement = scene.placement();
    this.random = random;
    this.size = size;
  }

  DefectPatch paint(Defect.Kind kind) {
    return switch (kind) {
      case SCRATCH -> scratch();
      case PIT -> pit();
      case DENT -> dent();
      case STAIN -> stain();
      case CHIP -> chip();
      case MISSING_HOLE -> missingHole();
      case SMEAR -> smear();
    };
  }

  /** Length 22…46, width 1.8…3, bent; dark or bright with the other shade beside it. */
  private DefectPatch scratch() {
    double half = between(11, 23) * size;
    double halfWidth = between(0.9, 1.5) * Math.sqrt(size);
    double alpha = between(0.7, 1);
    double angle = angle();
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double bend = Scene.spread(random, 0.12) / half;
    float shade = random.nextBoolean() ? 250 : 50;
    ScratchShape line = new ScratchShape(half, halfWidth, cos, sin, bend, alpha);
    double[] at = surface(half * 0.6);
    return DefectPatch.paint(
        placement.scene(),
        Defect.Kind.SCRATCH,
        at[0],
        at[1],
        half + 4,
        (column, row, rgba) -> {
          double cover = line.at(column - at[0], row - at[1]);
          grey(rgba, cover >= 0 ? shade : 300 - shade, Math.abs(cover));
        });
  }

  /** Radius 2.8…5. */
  private DefectPatch pit() {
    double radius = between(2.8, 5) * size;
    double alpha = between(0.8, 1);
    double wobble = angle();
    double[] at = surface(radius + 3);
    return DefectPatch.paint(
        placement.scene(),
        Defect.Kind.PIT,
        at[0],
        at[1],
        radius * 1.6 + 3,
        (column, row, rgba) -> {
          double dx = column - at[0];
          double dy = row - at[1];
          double distance = Shapes.length(dx, dy) - Shapes.irregular(radius, dx, dy, wobble);
          double hole = Shapes.softly(distance, 1.6);
          double rim = 0.6 * Shapes.softly(Math.abs(distance - 1.2) - 0.6, 1.4);
          double lit = Shapes.clamp((dx + dy) / (Shapes.length(dx, dy) + 1e-9));
          boolean dark = hole >= rim * lit;
          grey(rgba, dark ? 34 : 245, alpha * (dark ? hole : rim * lit));
        });
  }

  /** Radius 6…10. */
  private DefectPatch dent() {
    double radius = between(6, 10) * size;
    double alpha = between(0.5, 0.75);
    double angle = angle();
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double[] at = surface(radius);
    return DefectPatch.paint(
        placement.scene(),
        Defect.Kind.DENT,
        at[0],
        at[1],
        2.2 * radius,
        (column, row, rgba) -> {
          double dx = (column - at[0]) / radius;
          double dy = (row - at[1]) / radius;
          double bell = StrictMath.exp(1 - 2 * (dx * dx + dy * dy));
          double flank = (cos * dx + sin * dy) * 1.21 * bell;
          grey(rgba, flank > 0 ? 255 : 30, alpha * Math.min(1, Math.abs(flank)));
        });
  }

  /** Radius 8…14, elliptic, soft. */
  private DefectPatch stain() {
    double radius = between(8, 14) * size;
    double alpha = between(0.45, 0.7);
    double wobble = angle();
    double squeeze = between(0.75, 1);
    double[] at = surface(radius * 0.8);
    return DefectPatch.paint(
        placement.scene(),
        Defect.Kind.STAIN,
        at[0],
        at[1],
        1.6 * radius + 3,
        (column, row, rgba) -> {
          double dx = column - at[0];
          double dy = (row - at[1]) / squeeze;
          double distance = Shapes.length(dx, dy) - Shapes.irregular(radius, dx, dy, wobble);
          // Dried from the outside in: darkest along the border.
          double border = 0.7 + 0.3 * Shapes.softly(Math.abs(distance + 2) - 1, 3);
          rgba[0] = 96;
          rgba[1] = 74;
          rgba[2] = 44;
          rgba[3] = (float) (alpha * border * Shapes.softly(distance, 3.5));
        });
  }

  /** A bite of radius 7…11 whose centre lies just off the edge. */
  private DefectPatch chip() {
    double radius = between(7, 11) * size;
    double alpha = between(0.9, 1);
    double wobble = angle();
    double[] on = edgePoint(-radius * 0.15);
    double x = placement.frameX(on[0], on[1]);
    double y = placement.frameY(on[0], on[1]);
    return DefectPatch.paint(
        placement.scene(),
        Defect.Kind.CHIP,
        x,
        y,
        1.6 * radius + 2,
        (column, row, rgba) -> {
          double edge =
              PartDrawing.edge(placement.partX(column, row), placement.partY(column, row));
          double dx = column - x;
          double dy = row - y;
          double distance = Shapes.length(dx, dy) - Shapes.irregular(radius, dx, dy, wobble);
          double broken = Shapes.softly(distance + 2, 1.4);
          double fracture = Shapes.softly(distance, 1.4) - broken;
          float level = (float) (48 * broken + 232 * fracture);
          double cover = broken + fracture;
          grey(rgba, cover == 0 ? 0 : (float) (level / cover), alpha * cover * Shapes.inside(edge));
        });
  }

  /** The hole's disc as plain surface with the surface's own texture. */
  private DefectPatch missingHole() {
    double[][] holes = PartDrawing.holes();
    int hole = random.nextInt(holes.length);
    boolean screw = PartDrawing.isScrewHole(hole);
    double radius = (screw ? PartDrawing.SCREW_RADIUS : PartDrawing.HOLE_RADIUS + 2) + 1.5;
    float[] colour = screw ? PartDrawing.SINK : PartDrawing.RING;
    double alpha = between(0.97, 1);
    int offset = random.nextInt(Textures.SIDE * Textures.SIDE);
    float[] tiles = layers.textures().tiles();
    double x = placement.frameX(holes[hole][0], holes[hole][1]);
    double y = placement.frameY(holes[hole][0], holes[hole][1]);
    return DefectPatch.paint(
        placement.scene(),
        Defect.Kind.MISSING_HOLE,
        x,
        y,
        radius + 2,
        (column, row, rgba) -> {
          int at = (int) row * Textures.SIDE + (int) column + offset;
          float texture = 6 * tiles[at & Textures.SIDE * Textures.SIDE - 1];
          for (int c = 0; c < 3; c++) {
            rgba[c] = colour[c] + texture;
          }
          double distance = Shapes.circle(column - x, row - y, radius);
          rgba[3] = (float) (alpha * Shapes.softly(distance, 1.6));
        });
  }

  /** Print within a radius of 11…17 dragged 8…14 pixels. */
  private DefectPatch smear() {
    double radius = between(11, 17) * size;
    double drag = between(8, 14) * size;
    double alpha = between(0.75, 1) * scene.inkDensity();
    double angle = angle();
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double[] on = printedPoint();
    double x = placement.frameX(on[0], on[1]);
    double y = placement.frameY(on[0], on[1]);
    return DefectPatch.paint(
        placement.scene(),
        Defect.Kind.SMEAR,
        x,
        y,
        radius + 2,
        (column, row, rgba) -> {
          double most = 0;
          for (double step = 0; step <= drag; step += 1) {
            double px = placement.partX(column - cos * step, row - sin * step) - scene.inkX();
            double py = placement.partY(column - cos * step, row - sin * step) - scene.inkY();
            most = Math.max(most, PartDrawing.ink(px, py) * (1 - 0.5 * step / drag));
          }
          double within = Shapes.softly(Shapes.circle(column - x, row - y, radius - 2), 4);
          System.arraycopy(PartDrawing.INK, 0, rgba, 0, 3);
          rgba[3] = (float) (alpha * most * within);
        });
  }

  /** A point of the frame with open metal around it. */
  private double[] surface(double clearance) {
    double x = 0;
    double y = 0;
    boolean clear = false;
    for (int i = 0; i < TRIES && !clear; i++) {
      x = Scene.spread(random, PartDrawing.HALF_WIDTH);
      y = Scene.spread(random, PartDrawing.HALF_HEIGHT);
      clear = layers.isSurface(x, y);
      for (int side = 0; side < 8 && clear; side++) {
        double dx = clearance * StrictMath.cos(side * Math.PI / 4);
        double dy = clearance * StrictMath.sin(side * Math.PI / 4);
        clear = layers.isSurface(x + dx, y + dy);
      }
    }
    return new double[] {placement.frameX(x, y), placement.frameY(x, y)};
  }

  /** A point of the part so far from its outer edge (negative: inside), away from the corners. */
  private double[] edgePoint(double distance) {
    double side = Scene.spread(random, 1);
    double sign = random.nextBoolean() ? 1 : -1;
    if (random.nextDouble() < PartDrawing.HALF_WIDTH / 400) {
      double reach = PartDrawing.HALF_WIDTH - PartDrawing.CORNER;
      return new double[] {side * reach, sign * (PartDrawing.HALF_HEIGHT + distance)};
    }
    double reach = PartDrawing.HALF_HEIGHT - PartDrawing.CORNER;
    return new double[] {sign * (PartDrawing.HALF_WIDTH + distance), side * reach};
  }

  /** A point of the part in the middle of a stroke. */
  private double[] printedPoint() {
    double x = 0;
    double y = 0;
    for (int i = 0; i < TRIES; i++) {
      x = between(60, 184);
      y = between(-70, 62);
      if (PartDrawing.ink(x, y) > 0.9) {
        break;
      }
    }
    return new double[] {x, y};
  }

  private static void grey(float[] rgba, float level, double alpha) {
    rgba[0] = level;
    rgba[1] = level;
    rgba[2] = level;
    rgba[3] = (float) alpha;
  }

  private double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  private double angle() {
    return between(0, 2 * Math.PI);
  }
}
