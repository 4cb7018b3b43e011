package org.mekiki.view.align.picture;

import java.util.Arrays;
import java.util.List;
import org.mekiki.image.Picture;

/**
 * A frame reduced to what segmentation needs.
 *
 * @param small the frame at a small size
 * @param signed the same without its ground
 * @param variance of the frame's own pixels within each small one
 * @param noise deviation of the ground
 */
public record PartScene(Grey small, Grey signed, Grey variance, double noise) {
  /** Longer side of the small picture. */
  private static final int SIDE = 160;

  private static final int LEAST_PIXELS = 12;

  public static PartScene of(Picture picture, double[] weights) {
    Grey[] reduced = Grey.reducedWithVariance(picture, weights, SIDE);
    Grey small = reduced[0].smoothed(2);
    Ground ground = Ground.of(small);
    return new PartScene(small, ground.removedFrom(small), reduced[1], ground.noise());
  }

  /** Pieces before the ground, largest first. */
  public List<Blob> blobs(int polarity) {
    Grey lifted = lifted(polarity);
    // A root mean square is never 0: the ground's own level counts as noise.
    double level = polarity == 0 ? Math.max(noise, median(lifted)) : noise;
    return Segmentation.blobs(lifted, level, LEAST_PIXELS);
  }

  /** Of the part to the ground. */
  public double contrast(int polarity) {
    return Segmentation.contrast(lifted(polarity));
  }

  /** Above 0 where a part lies. */
  private Grey lifted(int polarity) {
    if (polarity == 0) {
      return spread(signed, variance.smoothed(2));
    }
    if (polarity > 0) {
      return signed;
    }
    float[] values = new float[signed.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = -signed.values()[i];
    }
    return new Grey(signed.width(), signed.height(), values);
  }

  /**
   * How far the frame's own pixels lie from the ground, brighter or darker, by their root mean
   * square: a thread's bright and dark flanks don't cancel each other. The variance that the ground
   * has too, by its median, is taken off.
   */
  private static Grey spread(Grey signed, Grey variance) {
    float usual = median(variance);
    float[] values = new float[variance.values().length];
    for (int i = 0; i < values.length; i++) {
      float value = signed.values()[i];
      float more = Math.max(0, variance.values()[i] - usual);
      values[i] = (float) Math.sqrt(value * value + more);
    }
    return new Grey(signed.width(), signed.height(), values);
  }

  private static float median(Grey grey) {
    float[] sorted = grey.values().clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
