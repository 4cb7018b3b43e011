package org.mekiki.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.mekiki.image.Picture;

/**
 * What a few frames show of a part that nothing is known of: which colour tells it from the ground,
 * whether it is brighter, how large it is.
 *
 * @param weights of red, green and blue
 * @param signed the frames without their ground
 * @param noises deviation of each frame's ground
 * @param width columns of the frames
 * @param height rows of the frames
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record FirstLook(double[] weights, List<Grey> signed, List<Double> noises, int width, int height) {
  private static final int FRAMES = 8;
  private static final double ONE_SIDED = 0.7;
  private static final double COUNTS_AS_PART = 0.4;
  private static final double MUCH_BETTER = 1.5;
  private static final double[][] COLOURS = {
    Grey.BRIGHTNESS, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, -1, 0}, {0, -1, 1}, {1, 0, -1}
  };

  /** The first frames without their ground, in the colour that fits best. */
  static FirstLook at(Iterable<Picture> good) {
    List<Picture> pictures = new ArrayList<>();
    double[] clearness = new double[COLOURS.length];
    List<List<Grey>> signed = new ArrayList<>();
    List<List<Double>> noises = new ArrayList<>();
    for (int c = 0; c < COLOURS.length; c++) {
      signed.add(new ArrayList<>());
      noises.add(new ArrayList<>());
    }
    Iterator<Picture> frames = good.iterator();
    Picture picture = null;
    for (int i = 0; i < FRAMES && frames.hasNext(); i++) {
      picture = frames.next();
      for (int c = 0; c < (picture.channels() == 1 ? 1 : COLOURS.length); c++) {
        Grey small = PartScene.small(picture, COLOURS[c]);
        Ground ground = Ground.of(small);
        Grey lifted = ground.removedFrom(small);
        signed.get(c).add(lifted);
        noises.get(c).add(ground.noise());
        clearness[c] += Segmentation.contrast(PartScene.lifted(lifted, 0)) / ground.noise();
      }
    }
    int best = 0;
    for (int c = 1; c < COLOURS.length; c++) {
      boolean better = clearness[c] > clearness[best] * (best == 0 ? MUCH_BETTER : 1);
      best = better && signed.get(c).size() == signed.get(0).size() ? c : best;
    }
    return new FirstLook(
        COLOURS[best],
        signed.get(best),
        noises.get(best),
        picture.originalWidth(),
        picture.originalHeight());
  }

  int polarity() {
    double brighter = 0;
    double darker = 0;
    for (int i = 0; i < signed.size(); i++) {
      double edge = 3 * noises.get(i);
      for (float value : signed.get(i).values()) {
        brighter += value > edge ? value : 0;
        darker += value < -edge ? -value : 0;
      }
    }
    double share = brighter / Math.max(1e-9, brighter + darker);
    return share > ONE_SIDED ? 1 : share < 1 - ONE_SIDED ? -1 : 0;
  }

  /**
   * A part of the first pass in pixels of the frame.
   *
   * @param index of its frame
   * @param toAxes from the small picture to lengths along and across from the middle
   */
  record Shape(int index, double length, double breadth, double area, Affine toAxes) {}

  List<Shape> shapes() {
    List<Shape> shapes = new ArrayList<>();
    String refusal = "no part was seen before the ground";
    for (int i = 0; i < signed.size(); i++) {
      Grey frame = signed.get(i);
      List<Blob> blobs = Segmentation.blobs(PartScene.lifted(frame, polarity()), noises.get(i), 20);
      if (blobs.isEmpty()) {
        refusal = "no part was seen before the ground";
      } else if (!blobs.get(0).touches(frame.height()).isEmpty()) {
        refusal =
            "the part touches the frame's "
                + blobs.get(0).touches(frame.height())
                + " border; all of it must be seen before an empty ground";
      } else if (blobs.size() > 1 && blobs.get(1).area() > COUNTS_AS_PART * blobs.get(0).area()) {
        refusal = "several parts lie in the frame; only one may";
      } else {
        shapes.add(shape(i, blobs.get(0)));
      }
    }
    if (2 * shapes.size() < signed.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "align 'part': only %d of the first %d good frames show one part: %s",
              shapes.size(),
              signed.size(),
              refusal));
    }
    return shapes;
  }

  /** The long axis lies along, and the end with the longer tail on the left. */
  private Shape shape(int index, Blob blob) {
    Grey frame = signed.get(index);
    Affine toFrame = Affine.scale((double) width / frame.width(), (double) height / frame.height());
    double[] centre = blob.centroid();
    Affine fromCentre = Affine.shift(-centre[0], -centre[1]).then(toFrame);
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int i : blob.pixels()) {
      double x = fromCentre.x(i % blob.width() + 0.5, i / blob.width() + 0.5);
      double y = fromCentre.y(i % blob.width() + 0.5, i / blob.width() + 0.5);
      xx += x * x;
      xy += x * y;
      yy += y * y;
    }
    double angle = StrictMath.atan2(2 * xy, xx - yy) / 2;
    Affine along = fromCentre.then(Affine.turn(-angle));
    double skew = 0;
    for (int i : blob.pixels()) {
      double u = along.x(i % blob.width() + 0.5, i / blob.width() + 0.5);
      skew += u * u * u;
    }
    Affine toAxes = skew > 0 ? along.then(Affine.scale(-1, -1)) : along;
    double[] extents = blob.extents(toAxes);
    double area = blob.area() * toFrame.xx() * toFrame.yy();
    Affine toMiddle =
        toAxes.then(Affine.shift(-(extents[0] + extents[2]) / 2, -(extents[1] + extents[3]) / 2));
    return new Shape(index, extents[2] - extents[0], extents[3] - extents[1], area, toMiddle);
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
