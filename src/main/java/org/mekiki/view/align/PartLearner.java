package org.mekiki.view.align;

import java.util.Iterator;
import java.util.List;
import org.mekiki.image.Picture;

/**
 * Learns a part from good frames, in two passes. The first looks at a few frames: which colour
 * tells part and ground apart, whether the part is brighter, how long and broad it is. The second
 * aligns frames with what is known so far and gathers their mean picture, where the part is, and
 * how much good frames differ.
 */
final class PartLearner {
  /** Frames of the second pass: more don't make the mean picture better. */
  private static final int MOST_FRAMES = 100;

  /** Longer side of the learned picture. */
  private static final int PICTURE_SIDE = 96;

  /** Room beside each end, in lengths. */
  private static final double MARGIN = 0.06;

  /** Room beside each side, in breadths, at most. */
  private static final double SIDE_MARGIN = 0.175;

  private static final double MOST_REFUSED = 0.2;

  private PartLearner() {}

  /**
   * Learns.
   *
   * @throws IllegalArgumentException with a sentence, if too few frames show one part
   */
  static PartAlignment learn(Iterable<Picture> good) {
    FirstLook look = FirstLook.at(good);
    List<FirstLook.Shape> shapes = look.shapes();
    FirstLook.Shape first = shapes.get(0);
    Iterator<Picture> frames = good.iterator();
    PartGathering gathering = null;
    String refusal = "";
    int seen = 0;
    int refused = 0;
    for (; frames.hasNext() && seen < MOST_FRAMES; seen++) {
      Picture picture = frames.next();
      if (gathering == null) {
        if (seen == first.index()) {
          gathering = new PartGathering(begin(picture, look, shapes), picture);
        }
        continue;
      }
      if (gathering.align(picture) instanceof Pose.NotAligned no) {
        refused++;
        refusal = no.reason();
      }
    }
    if (refused > MOST_REFUSED * seen) {
      throw new IllegalArgumentException(
          "align 'part': "
              + (refused + " of " + seen + " good frames can't be aligned; the last one, since ")
              + refusal);
    }
    return gathering.learned();
  }

  /** What is known after the first pass, with the first part's picture. */
  private static PartBeginning begin(
      Picture picture, FirstLook look, List<FirstLook.Shape> shapes) {
    FirstLook.Shape first = shapes.get(0);
    double length =
        FirstLook.median(shapes.stream().mapToDouble(FirstLook.Shape::length).toArray());
    double breadth =
        FirstLook.median(shapes.stream().mapToDouble(FirstLook.Shape::breadth).toArray());
    double area = FirstLook.median(shapes.stream().mapToDouble(FirstLook.Shape::area).toArray());
    double margin = Math.min(MARGIN * length, SIDE_MARGIN * breadth);
    int width = (int) Math.round(length * (1 + 2 * MARGIN));
    int height = (int) Math.round(breadth + 2 * Math.max(margin, 1));
    double scale = Math.min(1, (double) PICTURE_SIDE / Math.max(width, height));
    int columns = Math.max(8, (int) Math.round(width * scale));
    int rows = Math.max(8, (int) Math.round(height * scale));
    Grey signed = look.scenes().get(first.index()).signed();
    Affine alignedToPicture =
        Affine.shift(-width / 2.0, -height / 2.0)
            .then(first.toAxes().invert())
            .then(
                Affine.scale(
                    (double) picture.width() / signed.width(),
                    (double) picture.height() / signed.height()));
    return new PartBeginning(
        look.weights(),
        look.polarity(),
        look.width(),
        look.height(),
        width,
        height,
        columns,
        rows,
        length,
        breadth,
        area,
        alignedToPicture);
  }
}
