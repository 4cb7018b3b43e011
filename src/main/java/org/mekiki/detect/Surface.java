package org.mekiki.detect;

import java.util.Optional;
import org.mekiki.image.Picture;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.view.Viewer;
import org.mekiki.view.align.Pose;
import org.mekiki.view.align.picture.Box;

/**
 * A frame, and where a model looks at it. Its map's pixels are those of what was seen.
 *
 * @param width columns of the map
 * @param height rows of the map
 */
record Surface(Picture picture, Viewer.Seen seen, int width, int height) {
  /** Looks at a frame; empty if it can't be aligned. */
  static Optional<Surface> of(Picture picture, Viewer viewer) {
    Pose pose = viewer.locate(picture);
    if (!(pose instanceof Pose.Found found)) {
      return Optional.empty();
    }
    Viewer.Seen seen = viewer.see(picture, found);
    ImageShape map = viewer.isWhole() ? viewer.mapSize() : seen.tensor().shape();
    return Optional.of(new Surface(picture, seen, map.width(), map.height()));
  }

  /** Whether a point of the map lies on it and counts. */
  boolean counts(double x, double y) {
    return x >= 0 && y >= 0 && x < width && y < height && seen.counts((int) x, (int) y);
  }

  /**
   * The place of the frame that a point of the map shows.
   *
   * @param x column on the map, of a pixel that counts
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
}
