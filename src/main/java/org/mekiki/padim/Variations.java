package org.mekiki.padim;

import java.util.ArrayList;
import java.util.List;
import org.mekiki.padim.feature.ImageArea;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.SplitMix;
import org.mekiki.padim.threshold.HeldOutSample;

/**
 * Copies of a good image, as it might have been taken as well: turned and shifted a little. Learned
 * beside the image where there are few, they say in which directions features vary.
 *
 * <p>Where an image is made of several areas, each is varied about its own middle and within its
 * own border: nothing moves from one area into another.
 *
 * <p>The copies follow from the image alone: whatever makes them gets the same ones, in whatever
 * order the images come. They are as bright as the image: brighter and darker copies were tried,
 * and gained nothing.
 */
public final class Variations {
  /** Most copies of an image. */
  public static final int MOST = 4;

  /** From this number of images on, each has fewer copies: more would add little. */
  public static final int SOME = 100;

  /** From this number of images on, none has copies: the images say enough themselves. */
  public static final int ENOUGH = 200;

  private static final int FEWER = 2;

  /** Up to here a copy counts as much as an image; then less and less, so that nothing jumps. */
  private static final int FULL = 100;

  /** Images that may turn out to be unusable, of those that are announced. */
  private static final double SPARE = 1 / 1.2;

  private static final double DEGREES = 2;

  /** Share of a side: 2 pixels of 224. */
  private static final double SHIFT = 2.0 / 224;

  private Variations() {}

  /**
   * What a copy counts, an image being 1; 0 from {@link #ENOUGH} images on.
   *
   * @param images good images in all
   */
  public static double weight(long images) {
    return Math.max(0, Math.min(1, (ENOUGH - images) / (double) (ENOUGH - FULL)));
  }

  /**
   * Copies of each image that are learned.
   *
   * @param images good images in all
   */
  public static int each(long images) {
    return images < SOME ? MOST : images < ENOUGH ? FEWER : 0;
  }

  /**
   * Copies of each image that should be made, before it is known how many images can be used: a
   * sixth may not.
   *
   * @param announced good images that are to come
   */
  public static int worthMaking(long announced) {
    return each((long) (announced * SPARE));
  }

  /**
   * Copies of an image, of its shape. With fewer of them the first ones are the same.
   *
   * @param count 0 or more
   */
  public static List<ImageTensor> of(ImageTensor image, int count) {
    return of(image, count, List.of(ImageArea.all(image.shape())));
  }

  /**
   * Copies of an image that is made of areas, of its shape. With fewer of them the first ones are
   * the same.
   *
   * @param count 0 or more
   * @param areas within the image; what lies outside them stays as it is. Empty for all of the
   *     image
   */
  public static List<ImageTensor> of(ImageTensor image, int count, List<ImageArea> areas) {
    if (areas.isEmpty()) {
      return of(image, count);
    }
    SplitMix random = new SplitMix(HeldOutSample.rank(image.values(), 0));
    List<ImageTensor> copies = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      copies.add(copy(image, areas, random));
    }
    return copies;
  }

  private static ImageTensor copy(ImageTensor image, List<ImageArea> areas, SplitMix random) {
    double angle = StrictMath.toRadians(DEGREES * (2 * random.uniform() - 1));
    double right = 2 * random.uniform() - 1;
    double down = 2 * random.uniform() - 1;
    float[] values = image.values().clone();
    for (ImageArea area : areas) {
      vary(image, area, angle, SHIFT * area.width() * right, SHIFT * area.height() * down, values);
    }
    return new ImageTensor(image.shape(), values);
  }

  private static void vary(
      ImageTensor image, ImageArea area, double angle, double right, double down, float[] values) {
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double middleX = (area.width() - 1) / 2.0;
    double middleY = (area.height() - 1) / 2.0;
    int columns = image.shape().width();
    for (int y = 0; y < area.height(); y++) {
      for (int x = 0; x < area.width(); x++) {
        double fromX = middleX + cos * (x - middleX - right) + sin * (y - middleY - down);
        double fromY = middleY - sin * (x - middleX - right) + cos * (y - middleY - down);
        int at = (area.top() + y) * columns + area.left() + x;
        sample(image, area, fromX, fromY, values, at);
      }
    }
  }

  /** All channels, bilinearly, mirrored at the area's border. */
  private static void sample(
      ImageTensor image, ImageArea area, double x, double y, float[] values, int at) {
    ImageShape shape = image.shape();
    int plane = shape.height() * shape.width();
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double rightShare = x - left;
    double lowShare = y - top;
    int x0 = area.left() + mirrored(left, area.width());
    int x1 = area.left() + mirrored(left + 1, area.width());
    int y0 = (area.top() + mirrored(top, area.height())) * shape.width();
    int y1 = (area.top() + mirrored(top + 1, area.height())) * shape.width();
    float[] from = image.values();
    for (int c = 0; c < shape.channels(); c++) {
      int p = c * plane;
      double high = from[p + y0 + x0] + rightShare * (from[p + y0 + x1] - from[p + y0 + x0]);
      double low = from[p + y1 + x0] + rightShare * (from[p + y1 + x1] - from[p + y1 + x0]);
      values[p + at] = (float) (high + lowShare * (low - high));
    }
  }

  private static int mirrored(int at, int length) {
    if (length == 1) {
      return 0;
    }
    int period = 2 * (length - 1);
    int rest = Math.floorMod(at, period);
    return Math.min(rest, period - rest);
  }
}
