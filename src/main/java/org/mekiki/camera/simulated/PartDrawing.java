package org.mekiki.camera.simulated;

import org.mekiki.defect.Shapes;

/**
 * The part, an invented gear housing's cover: a brushed plate with a bevelled edge and a groove, a
 * turned ring with six drilled holes around a bore, four screw holes, a slot and a printed mark.
 *
 * <p>Coordinates have their origin in the plate's middle, x to the right, y down, in pixels of a
 * frame. Colours are 0…255 as they'd look under even light.
 */
public final class PartDrawing {
  static final double HALF_WIDTH = 232;
  static final double HALF_HEIGHT = 164;
  static final double CORNER = 30;
  static final double RING_X = -72;
  static final double RING_Y = 0;
  static final double RING_OUTER = 100;
  static final double RING_INNER = 58;
  static final double HOLE_RADIUS = 6.5;
  static final double SCREW_RADIUS = 9;
  static final double SINK_RADIUS = 17;

  public static final float[] MAT = {46, 52, 60};
  public static final float[] PLATE = {166, 168, 171};
  static final float[] RING = {186, 187, 188};
  static final float[] SINK = {128, 130, 133};
  public static final float[] DARK = {26, 27, 30};
  public static final float[] INK = {34, 38, 58};

  private static final int HOLES = 6;
  private static final double HOLE_CIRCLE = 79;
  private static final double SCREW_X = 200;
  private static final double SCREW_Y = 132;
  private static final double INK_HALF_WIDTH = 1.7;
  public static final double LIGHT_X = -0.6;
  public static final double LIGHT_Y = -0.8;

  private final double lightX;
  private final double lightY;
  private final boolean onMat;
  private final float[] colour = new float[3];
  private double texture;
  private boolean turned;
  private boolean metal;

  /** On its mat, with the lamp at the upper left. */
  public PartDrawing() {
    this(LIGHT_X, LIGHT_Y, true);
  }

  /**
   * @param lightX to where the lamp shines from, along the part; what a lamp does to colours is
   *     linear in this and the next
   * @param lightY the same across
   * @param onMat with mat and shadow around; else the plate goes on beyond its edge
   */
  public PartDrawing(double lightX, double lightY, boolean onMat) {
    this.lightX = lightX;
    this.lightY = lightY;
    this.onMat = onMat;
  }

  /** Centres of the drilled holes, then of the screw holes. */
  public static double[][] holes() {
    double[][] centres = new double[HOLES + 4][];
    for (int i = 0; i < HOLES; i++) {
      double angle = 2 * Math.PI * (i + 0.25) / HOLES;
      centres[i] =
          new double[] {
            RING_X + HOLE_CIRCLE * StrictMath.cos(angle),
            RING_Y + HOLE_CIRCLE * StrictMath.sin(angle)
          };
    }
    for (int i = 0; i < 4; i++) {
      centres[HOLES + i] =
          new double[] {(i & 1) == 0 ? -SCREW_X : SCREW_X, (i & 2) == 0 ? -SCREW_Y : SCREW_Y};
    }
    return centres;
  }

  /** Whether a hole of {@link #holes()} has a countersink. */
  static boolean isScrewHole(int hole) {
    return hole >= HOLES;
  }

  /** Distance to the plate's outer edge. */
  static double edge(double x, double y) {
    return Shapes.roundedBox(x, y, HALF_WIDTH, HALF_HEIGHT, CORNER);
  }

  /** How much of the plate's shadow falls on a point beside it. */
  static double shadow(double x, double y) {
    return Shapes.softly(edge(x, y) - 6, 22);
  }

  /** Share of a pixel that is printed. */
  static double ink(double x, double y) {
    return Math.max(
        Shapes.inside(Mark.text(x - 122, y + 58) - INK_HALF_WIDTH), Mark.matrix(x - 124, y - 34));
  }

  /** Works out the surface at a point; the getters then tell it. */
  public void at(double x, double y, double[][] holes) {
    metal = false;
    turned = false;
    texture = onMat ? 4 : 7;
    set(onMat ? MAT : PLATE);
    double edge = edge(x, y);
    if (onMat) {
      shade(1 - 0.5 * shadow(x - 5, y - 6));
    }
    double plate = Shapes.inside(edge);
    if (plate > 0) {
      mix(PLATE, plate);
      texture = 7 * plate;
      metal = edge < -9;
      bevel(x, y, edge);
      groove(x, y);
      ring(x, y);
      slot(x, y);
      for (int i = 0; i < holes.length; i++) {
        hole(x - holes[i][0], y - holes[i][1], isScrewHole(i));
      }
    }
  }

  public float[] colour() {
    return colour;
  }

  /** Deviation of the texture in grey levels. */
  double texture() {
    return texture;
  }

  /** Whether the texture runs around the ring's centre, not along x. */
  boolean turned() {
    return turned;
  }

  /** Whether it is open surface, where a tool can leave a scratch. */
  boolean metal() {
    return metal;
  }

  private void bevel(double x, double y, double edge) {
    if (edge > -7) {
      double nx = edge(x + 0.5, y) - edge(x - 0.5, y);
      double ny = edge(x, y + 0.5) - edge(x, y - 0.5);
      add(34 * (nx * lightX + ny * lightY) * Shapes.softly(-edge - 6, 2) * Shapes.inside(edge));
    }
  }

  private void groove(double x, double y) {
    double groove = Shapes.roundedBox(x, y, HALF_WIDTH - 16, HALF_HEIGHT - 16, CORNER - 12);
    add(-48 * Shapes.softly(Math.abs(groove) - 1.2, 1.6));
    add(22 * Shapes.softly(Math.abs(groove - 2.6) - 0.8, 1.6));
  }

  private void ring(double x, double y) {
    double rx = x - RING_X;
    double ry = y - RING_Y;
    double radius = Shapes.length(rx, ry);
    if (radius > RING_OUTER + 4) {
      return;
    }
    double lit = radius == 0 ? 0 : (rx * lightX + ry * lightY) / radius;
    double on = Shapes.inside(radius - RING_OUTER);
    mix(RING, on);
    turned = on > 0.5;
    texture = turned ? 8 : texture;
    add(40 * lit * Shapes.softly(Math.abs(radius - RING_OUTER) - 2, 2));
    add(-26 * Shapes.softly(Math.abs(radius - RING_INNER - 8) - 0.8, 1.4));
    double bore = Shapes.inside(radius - RING_INNER);
    if (bore > 0) {
      mix(DARK, bore);
      add(bore * 30 * -lit * radius / RING_INNER);
      texture = 2;
      metal = false;
      double step = Shapes.softly(Math.abs(radius - 40) - 5, 2);
      add(step * (64 - 24 * lit));
    }
    metal &= Math.abs(radius - RING_OUTER) > 5 && Math.abs(radius - RING_INNER) > 8;
  }

  private void slot(double x, double y) {
    double slot = Shapes.segment(x, y, 86, 112, 154, 112) - 9;
    add(-20 * Shapes.softly(slot - 2, 2));
    mix(DARK, Shapes.inside(slot));
    if (slot < 6) {
      metal = false;
      texture = slot < 0 ? 2 : texture;
    }
  }

  private void hole(double dx, double dy, boolean screw) {
    double radius = Shapes.length(dx, dy);
    double outer = screw ? SINK_RADIUS : HOLE_RADIUS + 2;
    if (radius > outer + 5) {
      return;
    }
    metal = false;
    double lit = radius == 0 ? 0 : (dx * lightX + dy * lightY) / radius;
    if (screw) {
      mix(SINK, Shapes.inside(radius - SINK_RADIUS));
      add(-42 * lit * Shapes.inside(radius - SINK_RADIUS));
      add(36 * Shapes.softly(Math.abs(radius - SINK_RADIUS) - 0.6, 1.6));
    } else {
      add(-24 * Shapes.softly(radius - outer, 2));
    }
    double hole = Shapes.inside(radius - (screw ? SCREW_RADIUS : HOLE_RADIUS));
    mix(DARK, hole);
    texture *= 1 - 0.7 * hole;
  }

  private void set(float[] to) {
    System.arraycopy(to, 0, colour, 0, 3);
  }

  private void mix(float[] with, double share) {
    for (int c = 0; c < 3; c++) {
      colour[c] += (float) (share * (with[c] - colour[c]));
    }
  }

  private void shade(double factor) {
    for (int c = 0; c < 3; c++) {
      colour[c] *= (float) factor;
    }
  }

  private void add(double levels) {
    for (int c = 0; c < 3; c++) {
      colour[c] = (float) Math.max(4, colour[c] + levels);
    }
  }
}
