package org.mekiki.view;

import org.mekiki.padim.feature.Grid;
import org.mekiki.text.Text;

/**
 * How fine a model sees: what a patch covers, and the smallest defect that spans two of them. A
 * smaller one may be found as well, but is easily lost.
 *
 * @param width of a patch, in pixels of the frame
 * @param height of a patch, in pixels of the frame
 */
public record ViewResolution(double width, double height) {
  /** A whole frame's. */
  public static ViewResolution of(FrameSize frame, Grid grid) {
    return new ViewResolution(
        (double) frame.width() / grid.width(), (double) frame.height() / grid.height());
  }

  /** Of the region that is seen coarsest. */
  public static ViewResolution of(View view, Grid grid) {
    Canvas canvas = view.canvas();
    double across = (double) canvas.width() / grid.width();
    double down = (double) canvas.height() / grid.height();
    ViewResolution coarsest = new ViewResolution(0, 0);
    for (Canvas.Place place : canvas.places()) {
      ViewResolution here =
          new ViewResolution(place.toAligned().xx() * across, place.toAligned().yy() * down);
      coarsest = here.smallestDefect() > coarsest.smallestDefect() ? here : coarsest;
    }
    return coarsest;
  }

  /** Length of the smallest defect that spans two patches, in pixels of the frame. */
  public double smallestDefect() {
    return 2 * Math.max(width, height);
  }

  /** For people, without a full stop. */
  public String text() {
    return Text.of(
        "a patch covers %.1fx%.1f pixels of the frame; the smallest defect that spans two patches"
            + " is %.0f pixels long",
        width, height, Math.ceil(smallestDefect()));
  }
}
