package org.mekiki.camera.simulated;

/**
 * Where the part lies in the frame: turned around the frame's middle, then shifted.
 *
 * @param scene whose frames have its size
 * @param sin of the angle, positive clockwise
 * @param shiftX columns to the right
 * @param shiftY rows down
 */
public record Placement(
    SimulatedScene scene, double cos, double sin, double shiftX, double shiftY) {
  public static Placement of(SimulatedScene scene, double degrees, double shiftX, double shiftY) {
    double angle = degrees * Math.PI / 180;
    return new Placement(scene, StrictMath.cos(angle), StrictMath.sin(angle), shiftX, shiftY);
  }

  double frameX(double x, double y) {
    return cos * x - sin * y + shiftX + middleX();
  }

  double frameY(double x, double y) {
    return sin * x + cos * y + shiftY + middleY();
  }

  double partX(double column, double row) {
    return cos * (column - middleX() - shiftX) + sin * (row - middleY() - shiftY);
  }

  double partY(double column, double row) {
    return -sin * (column - middleX() - shiftX) + cos * (row - middleY() - shiftY);
  }

  private double middleX() {
    return scene.partWidth() / 2.0;
  }

  private double middleY() {
    return scene.partHeight() / 2.0;
  }
}
