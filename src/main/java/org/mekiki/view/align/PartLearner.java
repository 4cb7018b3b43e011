package org.mekiki.view.align;

import java.util.Iterator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.mekiki.image.Picture;
import org.mekiki.view.align.picture.Affine;
import org.mekiki.view.align.picture.Grey;

/**
 * Learns a part from good frames, in three passes. The first looks at a few frames: which colour
 * tells part and ground apart, whether the part is brighter, how long and broad it is. The second
 * lays those on each other by their outlines. The third aligns frames with what is known so far and
 * gathers their mean picture, where the part is, and how much good frames differ.
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

  /** Sizes that differ less from the median are of a part that was seen whole. */
  private static final double USUAL = 0.1;

  private PartLearner() {}

  /**
   * Learns.
   *
   * @throws IllegalArgumentException with a sentence, if too few frames show one part
   */
  static PartAlignment learn(Iterable<Picture> good) {
    FirstLook look = FirstLook.at(good);
    List<FirstLook.Shape> shapes = look.shapes();
    PartGathering gathering = begin(good, look, shapes);
    String refusal = "";
    int seen = 0;
    int refused = 0;
    for (Iterator<Picture> frames = good.iterator();
        frames.hasNext() && seen < MOST_FRAMES;
        seen++) {
      if (gathering.align(frames.next()) instanceof Pose.NotAligned no) {
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

  /**
   * The second pass, over the frames of the first: a part whose ends weigh differently lies the
   * same way round by its outline, and the mean of several frames is not fooled by the lamp of one.
   * Of another part one frame says which end is which.
   */
  private static PartGathering begin(
      Iterable<Picture> good, FirstLook look, List<FirstLook.Shape> shapes) {
    double length = upper(shapes, FirstLook.Shape::length);
    double breadth = upper(shapes, FirstLook.Shape::breadth);
    double skew = FirstLook.median(shapes.stream().mapToDouble(FirstLook.Shape::skew).toArray());
    boolean lopsided = skew > PartAligner.LOPSIDED;
    double nearest =
        shapes.stream().mapToDouble(s -> deviation(s, length, breadth)).min().orElseThrow();
    double usual = Math.max(USUAL, nearest);
    PartGathering gathering = new PartGathering(sizes(look, length, breadth));
    Iterator<Picture> frames = good.iterator();
    int at = 0;
    int added = 0;
    for (FirstLook.Shape shape : shapes) {
      Picture picture = frames.next();
      for (; at < shape.index(); at++) {
        picture = frames.next();
      }
      at++;
      if (deviation(shape, length, breadth) <= usual && (lopsided || added == 0)) {
        gathering.add(picture, alignedToPicture(picture, look, shape, gathering.beginning()));
        added++;
      }
    }
    gathering.learn();
    return gathering.again();
  }

  /** How far a part is from that length and breadth, as a share; the worse of both. */
  private static double deviation(FirstLook.Shape shape, double length, double breadth) {
    return Math.max(Math.abs(shape.length() / length - 1), Math.abs(shape.breadth() / breadth - 1));
  }

  private static double upper(
      List<FirstLook.Shape> shapes, ToDoubleFunction<FirstLook.Shape> length) {
    return FirstLook.upper(shapes.stream().mapToDouble(length).toArray());
  }

  private static PartBeginning sizes(FirstLook look, double length, double breadth) {
    double margin = Math.min(MARGIN * length, SIDE_MARGIN * breadth);
    int width = (int) Math.round(length * (1 + 2 * MARGIN));
    int height = (int) Math.round(breadth + 2 * Math.max(margin, 1));
    double scale = Math.min(1, (double) PICTURE_SIDE / Math.max(width, height));
    return new PartBeginning(
        look.weights(),
        look.polarity(),
        look.width(),
        look.height(),
        width,
        height,
        Math.max(8, (int) Math.round(width * scale)),
        Math.max(8, (int) Math.round(height * scale)));
  }

  private static Affine alignedToPicture(
      Picture picture, FirstLook look, FirstLook.Shape shape, PartBeginning beginning) {
    Grey signed = look.scenes().get(shape.index()).signed();
    return Affine.shift(-beginning.width() / 2.0, -beginning.height() / 2.0)
        .then(shape.toAxes().invert())
        .then(
            Affine.scale(
                (double) picture.width() / signed.width(),
                (double) picture.height() / signed.height()));
  }
}
