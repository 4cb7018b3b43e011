package org.mekiki.view.align;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.mekiki.image.Picture;
import org.mekiki.text.Text;
import org.mekiki.view.align.picture.Affine;
import org.mekiki.view.align.picture.Blob;
import org.mekiki.view.align.picture.Grey;
import org.mekiki.view.align.picture.PartScene;

/**
 * What a few frames show of a part that nothing is known of: which colour tells it from the ground,
 * whether it is brighter, how large it is.
 *
 * @param weights of red, green and blue
 * @param width columns of the frames
 * @param height rows of the frames
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record FirstLook(double[] weights, List<PartScene> scenes, int width, int height) {
  private static final int FRAMES = 8;
  private static final double ONE_SIDED = 0.7;
  private static final double COUNTS_AS_PART = 0.4;
  private static final double MUCH_BETTER = 1.5;
  private static final double MISSES_MUCH = 1.5;
  private static final double MOST_HIDDEN = 1.5;
  private static final double[][] COLOURS = {
    Grey.BRIGHTNESS, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, -1, 0}, {0, -1, 1}, {1, 0, -1}
  };

  /** The first frames without their ground, in the colour that fits best. */
  static FirstLook at(Iterable<Picture> good) {
    double[] clearness = new double[COLOURS.length];
    List<List<PartScene>> scenes = new ArrayList<>();
    for (int c = 0; c < COLOURS.length; c++) {
      scenes.add(new ArrayList<>());
    }
    Iterator<Picture> frames = good.iterator();
    Picture picture = null;
    for (int i = 0; i < FRAMES && frames.hasNext(); i++) {
      picture = frames.next();
      for (int c = 0; c < (picture.channels() == 1 ? 1 : COLOURS.length); c++) {
        PartScene scene = PartScene.of(picture, COLOURS[c]);
        scenes.get(c).add(scene);
        clearness[c] += scene.contrast(0) / scene.noise();
      }
    }
    int best = 0;
    for (int c = 1; c < COLOURS.length; c++) {
      boolean better = clearness[c] > clearness[best] * (best == 0 ? MUCH_BETTER : 1);
      best = better && scenes.get(c).size() == scenes.get(0).size() ? c : best;
    }
    return new FirstLook(
        COLOURS[best], scenes.get(best), picture.originalWidth(), picture.originalHeight());
  }

  /**
   * 1 or -1 if the part is brighter or darker than the ground nearly everywhere; 0 if it is both,
   * or if that would miss much of it.
   */
  int polarity() {
    double brighter = 0;
    double darker = 0;
    for (PartScene scene : scenes) {
      double edge = 3 * scene.noise();
      for (float value : scene.signed().values()) {
        brighter += value > edge ? value : 0;
        darker += value < -edge ? -value : 0;
      }
    }
    double share = brighter / Math.max(1e-9, brighter + darker);
    int sign = share > ONE_SIDED ? 1 : share < 1 - ONE_SIDED ? -1 : 0;
    return area(0) > MISSES_MUCH * area(sign) ? 0 : sign;
  }

  private double area(int polarity) {
    double area = 0;
    for (PartScene scene : scenes) {
      List<Blob> blobs = scene.blobs(polarity);
      area += blobs.isEmpty() ? 0 : blobs.get(0).area();
    }
    return area;
  }

  /**
   * A part of the first pass in pixels of the frame.
   *
   * @param skew how much more the one end weighs than the other: 0 for a symmetric part
   * @param toAxes from the small picture to lengths along and across from the middle
   */
  record Shape(int index, double length, double breadth, double skew, Affine toAxes) {}

  List<Shape> shapes() {
    List<Shape> shapes = new ArrayList<>();
    String refusal = "no part was seen before the ground";
    int polarity = polarity();
    for (int i = 0; i < scenes.size(); i++) {
      Grey frame = scenes.get(i).signed();
      List<Blob> blobs = scenes.get(i).blobs(polarity);
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
    if (2 * shapes.size() < scenes.size()) {
      throw new IllegalArgumentException(
          Text.of(
              "align 'part': only %d of the first %d good frames show one part: %s",
              shapes.size(), scenes.size(), refusal));
    }
    return shapes;
  }

  /** The long axis lies along, and the end with the longer tail on the left. */
  private Shape shape(int index, Blob blob) {
    Grey frame = scenes.get(index).signed();
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
    double skew = blob.skew(along);
    Affine toAxes = skew > 0 ? along.then(Affine.scale(-1, -1)) : along;
    double[] extents = blob.extents(toAxes);
    Affine toMiddle =
        toAxes.then(Affine.shift(-(extents[0] + extents[2]) / 2, -(extents[1] + extents[3]) / 2));
    return new Shape(
        index, extents[2] - extents[0], extents[3] - extents[1], Math.abs(skew), toMiddle);
  }

  /**
   * Lamps hide pieces of a part from its outline, and only dirt adds any: the tenth largest of a
   * hundred is the part's, and of a few the largest of those that aren't far from the median.
   */
  static double upper(double[] values) {
    double most = MOST_HIDDEN * median(values);
    double[] sorted = Arrays.stream(values).filter(value -> value <= most).sorted().toArray();
    return sorted[(9 * (sorted.length - 1) + 9) / 10];
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
