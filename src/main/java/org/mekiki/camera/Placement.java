package org.mekiki.camera;

/**
 * Where the part lies in the frame: turned around the frame's middle, then shifted.
 *
 * @param cos of the angle
 * @param sin of the angle, positive clockwise
 * @param shiftX columns to the right
 * @param shiftY rows down
 */
record Placement(double cos, double sin, double shiftX, double shiftY) {
  private static final double MIDDLE_X = SimulatedCamera.WIDTH / 2.0;
  private static final double MIDDLE_Y = SimulatedCamera.HEIGHT / 2.0;

  static Placement of(double degrees, double shiftX, double shiftY) {
    double angle = degrees * Math.PI / 180;
    return new Placement(StrictMath.cos(angle), StrictMath.sin(angle), shiftX, shiftY);
  }

  double frameX(double x, double y) {
    return cos * x - sin * y + shiftX + MIDDLE_X;
  }

  double frameY(double x, double y) {
    return sin * x + cos * y + shiftY + MIDDLE_Y;
  }

  double partX(double column, double row) {
    return cos * (column - MIDDLE_X - shiftX) + sin * (row - MIDDLE_Y - shiftY);
  }

  double partY(double column, double row) {
    return -sin * (column - MIDDLE_X - shiftX) + cos * (row - MIDDLE_Y - shiftY);
  }
}
