package org.mekiki.padim.feature;

import java.util.Arrays;
import org.mekiki.text.Text;

/**
 * D by the number of good images. A covariance of more features needs more images to be known: with
 * 200 images 400 features find no more than 200 do, from some 300 on they find more
 * (docs/accuracy.md).
 */
public final class AutoDimensions {
  /** D of fewer than {@link #ENOUGH} images, and where their number is not known. */
  public static final int FEW = 200;

  /** D of {@link #ENOUGH} images or more. */
  public static final int MANY = 400;

  /** Number of good images from which on {@link #MANY} features are used. */
  public static final int ENOUGH = 300;

  private AutoDimensions() {}

  /**
   * D for a model.
   *
   * @param goodImages that are given to learn, before it is known which of them can be read; 0 if
   *     nobody said
   * @return at most this many features of each network; a network may have fewer
   */
  public static int of(long goodImages) {
    return goodImages >= ENOUGH ? MANY : FEW;
  }

  /**
   * What was chosen, for people; a sentence without an end.
   *
   * @param goodImages as in {@link #of}
   * @param reduction that was made with it
   * @param features number that each network has
   */
  public static String text(long goodImages, Reduction reduction, int... features) {
    String taken =
        Text.of(
            "dimensions are automatic: %d of %d features of each patch",
            reduction.dimensions(), reduction.inputs());
    if (reduction.dimensions() == reduction.inputs()) {
      return taken
          + (features.length == 1 ? "; the network has no more" : "; the networks have no more");
    }
    if (of(goodImages) == MANY) {
      return Text.of("%s, since there are %d good frames or more", taken, ENOUGH);
    }
    int most = Arrays.stream(features).map(each -> Math.min(MANY, each)).sum();
    return Text.of("%s; with %d good frames or more, up to %d", taken, ENOUGH, most);
  }
}
