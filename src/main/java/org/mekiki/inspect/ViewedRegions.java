package org.mekiki.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mekiki.image.Picture;
import org.mekiki.padim.map.AnomalyMap;
import org.mekiki.view.Viewer;
import org.mekiki.view.align.picture.Box;

/**
 * The anomalous regions of a frame that is seen through a view: found on the map, told in the
 * frame's own pixels.
 *
 * @param regions the largest peak first
 * @param worst name of the view's region that shows the first one
 */
record ViewedRegions(List<Region> regions, Optional<String> worst) {
  /**
   * Finds them.
   *
   * @param map of the tensor's size
   * @param limit how many at most, 0 or more
   */
  static ViewedRegions find(
      AnomalyMap map, double threshold, Viewer.Seen seen, Picture picture, int limit) {
    AnomalyMap counted = counted(map, seen);
    double frame = (double) picture.originalWidth() * picture.originalHeight();
    List<Region> regions = new ArrayList<>();
    Optional<String> worst = Optional.empty();
    for (Region found :
        Regions.find(counted, threshold, map.width(), map.height(), Math.max(1, limit))) {
      Viewer.Spot spot = seen.spot(new Box(found.x(), found.y(), found.width(), found.height()));
      if (regions.isEmpty()) {
        worst = spot.region();
      }
      double pixels =
          found.area() * map.width() * map.height() * spot.magnification() * spot.magnification();
      regions.add(region(spot.box(), picture, found.peak(), Math.min(1, pixels / frame)));
    }
    return new ViewedRegions(regions.subList(0, Math.min(limit, regions.size())), worst);
  }

  /** Pixels that don't count reach no threshold. */
  private static AnomalyMap counted(AnomalyMap map, Viewer.Seen seen) {
    float[] values = map.values().clone();
    for (int i = 0; i < values.length; i++) {
      if (!seen.counts(i % map.width(), i / map.width())) {
        values[i] = Float.NEGATIVE_INFINITY;
      }
    }
    return new AnomalyMap(map.height(), map.width(), values);
  }

  /** Edges are rounded outwards. */
  private static Region region(Box box, Picture picture, double peak, double area) {
    int left = (int) Math.min(Math.floor(box.x()), picture.originalWidth() - 1);
    int top = (int) Math.min(Math.floor(box.y()), picture.originalHeight() - 1);
    int right = (int) Math.min(Math.ceil(box.right()), picture.originalWidth());
    int bottom = (int) Math.min(Math.ceil(box.bottom()), picture.originalHeight());
    return new Region(left, top, Math.max(1, right - left), Math.max(1, bottom - top), peak, area);
  }
}
