package org.mekiki.detect;

import java.util.Optional;
import org.mekiki.image.Picture;
import org.mekiki.padim.Padim;
import org.mekiki.padim.map.AnomalyMap;
import org.mekiki.view.Viewer;

/**
 * What a model made of a frame.
 *
 * @param surface the frame, and where the model looks at it
 */
record Look(Surface surface, AnomalyMap map) {
  /** Looks at a frame; empty if it can't be aligned. */
  static Optional<Look> at(Picture picture, Padim padim, Viewer viewer) {
    return Surface.of(picture, viewer)
        .map(surface -> new Look(surface, padim.predict(surface.seen().tensor()).map()));
  }

  Picture picture() {
    return surface.picture();
  }

  /** Whether a point of the map lies on it and counts. */
  boolean counts(double x, double y) {
    return surface.counts(x, y);
  }

  /** See {@link Surface#place}. */
  Place place(double x, double y) {
    return surface.place(x, y);
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
