package org.mekiki.image;

import org.mekiki.padim.ImageShape;
import org.mekiki.padim.ImageTensor;
import org.mekiki.padim.Preprocessing;

/**
 * A picture as a backbone takes it: resized by {@link PictureResizer}, then {@code (v / 255 - mean)
 * / std} per channel, planar. A grey picture gives three equal channels before the normalisation.
 *
 * <p>Training and scoring use this same class, so the same picture always gives the same tensor. A
 * normalised sample is a function of channel and byte, hence a table of 256 values a channel,
 * computed in float64. Safe for use by several threads.
 */
public final class ImagePreprocessor {
  private static final int LEVELS = 256;

  private final Preprocessing preprocessing;
  private final float[][] tables;

  /**
   * @throws IllegalArgumentException unless the shape has 3 channels
   */
  public ImagePreprocessor(Preprocessing preprocessing) {
    if (preprocessing.shape().channels() != 3) {
      throw new IllegalArgumentException(
          "pictures are fed as 3 channels (RGB), but the backbone takes "
              + preprocessing.shape().channels());
    }
    this.preprocessing = preprocessing;
    this.tables = new float[3][LEVELS];
    for (int c = 0; c < 3; c++) {
      for (int v = 0; v < LEVELS; v++) {
        tables[c][v] =
            (float) ((v / 255.0 - preprocessing.mean().get(c)) / preprocessing.std().get(c));
      }
    }
  }

  /** What it was made from. */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /** The tensor of this picture. */
  public ImageTensor apply(Picture picture) {
    ImageShape shape = preprocessing.shape();
    Picture resized = PictureResizer.resize(picture, shape.width(), shape.height());
    float[] values = new float[shape.size()];
    int plane = shape.height() * shape.width();
    for (int c = 0; c < 3; c++) {
      int step = resized.channels();
      fill(values, c * plane, plane, resized.pixels(), step == 1 ? 0 : c, step, tables[c]);
    }
    return new ImageTensor(shape, values);
  }

  private static void fill(
      float[] values, int to, int count, byte[] pixels, int from, int step, float[] table) {
    for (int i = 0, j = from; i < count; i++, j += step) {
      values[to + i] = table[pixels[j] & 0xff];
    }
  }
}
