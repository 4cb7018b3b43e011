package org.mekiki.image;

import org.mekiki.padim.feature.ChannelOrder;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.Preprocessing;

/**
 * A picture as a backbone takes it: resized by {@link PictureResizer}, cropped to its centre, then
 * {@code (v / 255 - mean) / std} per channel, planar, in the backbone's channel order. A grey
 * picture gives three equal channels before the normalisation.
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

  public ImageTensor apply(Picture picture) {
    ImageShape shape = preprocessing.shape();
    ImageShape size = preprocessing.resized();
    Picture resized = PictureResizer.resize(picture, size.width(), size.height());
    float[] values = new float[shape.size()];
    int plane = shape.height() * shape.width();
    for (int c = 0; c < 3; c++) {
      int at = preprocessing.order() == ChannelOrder.RGB ? c : 2 - c;
      fill(values, at * plane, resized, c);
    }
    return new ImageTensor(shape, values);
  }

  /** One colour of the crop, 0 to 2 for red to blue. */
  private void fill(float[] values, int to, Picture picture, int colour) {
    ImageShape shape = preprocessing.shape();
    float[] table = tables[colour];
    byte[] pixels = picture.pixels();
    int step = picture.channels();
    int at = to;
    for (int y = 0; y < shape.height(); y++) {
      int row = (y + preprocessing.cropTop()) * picture.width() + preprocessing.cropLeft();
      int from = row * step + (step == 1 ? 0 : colour);
      for (int x = 0; x < shape.width(); x++, from += step) {
        values[at++] = table[pixels[from] & 0xff];
      }
    }
  }
}
