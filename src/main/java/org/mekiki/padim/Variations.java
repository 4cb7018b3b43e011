package org.mekiki.padim;

import java.util.ArrayList;
import java.util.List;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.SplitMix;
import org.mekiki.padim.threshold.HeldOutSample;

/**
 * Copies of a good image, as it might have been taken as well: turned and shifted a little. Learned
 * beside the image where there are few, they say in which directions features vary.
 *
 * <p>The copies follow from the image alone: whatever makes them gets the same ones, in whatever
 * order the images come. They are as bright as the image: brighter and darker copies were tried,
 * and gained nothing.
 */
public final class Variations {
  /** Most copies of an image. */
  public static final int MOST = 4;

  /** From so many images on each has fewer copies: what more would add is learned by then. */
  public static final int SOME = 100;

  /** From so many images on none has copies: they say enough themselves. */
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
    SplitMix random = new SplitMix(HeldOutSample.rank(image.values(), 0));
    List<ImageTensor> copies = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      copies.add(copy(image, random));
    }
    return copies;
  }

  private static ImageTensor copy(ImageTensor image, SplitMix random) {
    double angle = StrictMath.toRadians(DEGREES * (2 * random.uniform() - 1));
    ImageShape shape = image.shape();
    double right = SHIFT * shape.width() * (2 * random.uniform() - 1);
    double down = SHIFT * shape.height() * (2 * random.uniform() - 1);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double middleX = (shape.width() - 1) / 2.0;
    double middleY = (shape.height() - 1) / 2.0;
    float[] values = new float[image.values().length];
    for (int y = 0; y < shape.height(); y++) {
      for (int x = 0; x < shape.width(); x++) {
        double fromX = middleX + cos * (x - middleX - right) + sin * (y - middleY - down);
        double fromY = middleY - sin * (x - middleX - right) + cos * (y - middleY - down);
        sample(image, fromX, fromY, values, y * shape.width() + x);
      }
    }
    return new ImageTensor(shape, values);
  }

  /** All channels, bilinearly, mirrored at the border. */
  private static void sample(ImageTensor image, double x, double y, float[] values, int at) {
    ImageShape shape = image.shape();
    int plane = shape.height() * shape.width();
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double rightShare = x - left;
    double lowShare = y - top;
    int x0 = mirrored(left, shape.width());
    int x1 = mirrored(left + 1, shape.width());
    int y0 = mirrored(top, shape.height()) * shape.width();
    int y1 = mirrored(top + 1, shape.height()) * shape.width();
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
