package org.mekiki.defect;

/**
 * A thin, slightly bent line that tapers off, with a flank of the other shade on one side.
 *
 * @param half half of its length in pixels
 * @param halfWidth half of its width in pixels
 * @param bend how far it leaves a straight line, in pixels for each pixel along it squared
 * @param strength 0…1, of the line; the flank has 0.4 of it
 */
public record ScratchShape(
    double half, double halfWidth, double cos, double sin, double bend, double strength) {
  /**
   * How much of a point it covers: up to {@code strength} on the line, negative on its flank.
   *
   * @param dx columns to the right of its middle
   * @param dy rows below its middle
   */
  public double at(double dx, double dy) {
    double along = cos * dx + sin * dy;
    double across = -sin * dx + cos * dy - bend * along * along;
    double taper = Shapes.clamp((half - Math.abs(along)) / (0.3 * half));
    double line = Shapes.inside(Math.abs(across) - halfWidth * (0.5 + 0.5 * taper));
    double flank = 0.4 * Shapes.inside(Math.abs(across - 2 * halfWidth) - halfWidth);
    double cover = strength * Math.min(1, 2 * taper);
    return line >= flank ? cover * line : -cover * flank;
  }
}
