package org.mekiki.detect;

import java.util.Optional;
import org.mekiki.image.Picture;
import org.mekiki.padim.Padim;
import org.mekiki.padim.map.AnomalyMap;
import org.mekiki.view.Viewer;
import org.mekiki.view.align.Box;
import org.mekiki.view.align.Pose;

/**
 * A frame, and what a model made of it.
 *
 * @param picture the frame
 * @param seen what the network got of it
 * @param map of what was seen
 */
record Look(Picture picture, Viewer.Seen seen, AnomalyMap map) {
  /** Looks at a frame; empty if it can't be aligned. */
  static Optional<Look> at(Picture picture, Padim padim, Viewer viewer) {
    Pose pose = viewer.locate(picture);
    if (!(pose instanceof Pose.Found found)) {
      return Optional.empty();
    }
    Viewer.Seen seen = viewer.see(picture, found);
    return Optional.of(new Look(picture, seen, padim.predict(seen.tensor()).map()));
  }

  /** Whether a point of the map lies on it and counts. */
  boolean counts(double x, double y) {
    return x >= 0 && y >= 0 && x < map.width() && y < map.height() && seen.counts((int) x, (int) y);
  }

  /**
   * The place of the frame that a point of the map shows.
   *
   * @param x column on the map, a pixel that counts
   * @param y row on the map
   */
  Place place(double x, double y) {
    Viewer.Spot spot = seen.spot(new Box((int) x, (int) y, 1, 1));
    return new Place(
        x,
        y,
        spot.box().x() + spot.box().width() / 2,
        spot.box().y() + spot.box().height() / 2,
        spot.magnification());
  }

  /** The largest value of the map within a distance of a place, in pixels of the map. */
  float around(Place place, double distance) {
    int left = (int) Math.max(0, place.mapX() - distance);
    int top = (int) Math.max(0, place.mapY() - distance);
    int right = (int) Math.min(map.width() - 1, place.mapX() + distance);
    int bottom = (int) Math.min(map.height() - 1, place.mapY() + distance);
    float most = 0;
    for (int row = top; row <= bottom; row++) {
      for (int column = left; column <= right; column++) {
        most = Math.max(most, map.values()[row * map.width() + column]);
      }
    }
    return most;
  }
}
