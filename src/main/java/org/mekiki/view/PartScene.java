package org.mekiki.view;

import java.util.List;
import org.mekiki.image.Picture;

/**
 * A frame reduced to what segmentation needs.
 *
 * @param signed the small picture without its ground
 * @param blobs pieces before the ground, largest first
 * @param contrast of the part to the ground
 */
record PartScene(Grey signed, List<Blob> blobs, double contrast) {
  /** Longer side of the small picture. */
  private static final int SIDE = 160;

  private static final int LEAST_PIXELS = 12;

  static PartScene of(Picture picture, double[] weights, int polarity) {
    Grey small = small(picture, weights);
    Ground ground = Ground.of(small);
    Grey signed = ground.removedFrom(small);
    Grey lifted = lifted(signed, polarity);
    return new PartScene(
        signed,
        Segmentation.blobs(lifted, ground.noise(), LEAST_PIXELS),
        Segmentation.contrast(lifted));
  }

  static Grey small(Picture picture, double[] weights) {
    return Grey.reduced(picture, weights, SIDE).smoothed(2);
  }

  /** Above 0 where a part lies. */
  static Grey lifted(Grey signed, int polarity) {
    if (polarity > 0) {
      return signed;
    }
    float[] values = new float[signed.values().length];
    for (int i = 0; i < values.length; i++) {
      float value = signed.values()[i];
      values[i] = polarity < 0 ? -value : Math.abs(value);
    }
    return new Grey(signed.width(), signed.height(), values);
  }
}
