package org.mekiki.detect;

/**
 * Where a defect is painted.
 *
 * @param mapX column on the model's map
 * @param x column on the frame, in its pixels
 * @param y row on the frame
 * @param magnification lengths on the frame for a length on the map
 */
record Place(double mapX, double mapY, double x, double y, double magnification) {
  double distance(Place other) {
    return Math.hypot(mapX - other.mapX, mapY - other.mapY);
  }
}
