package org.mekiki.padim.looks;

import java.util.Arrays;
import org.mekiki.padim.feature.ChannelOrder;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.Preprocessing;

/**
 * What a picture is like as a whole, in grey levels of 0 to 255: the mean of its channels. Of every
 * fourth row, which says as much as all of them.
 *
 * @param brightness mean
 * @param contrast standard deviation
 * @param sharpness root mean square of the differences of neighbours, beside and below each other
 */
public record Looks(double brightness, double contrast, double sharpness) {
  private static final int LEVELS = 255;
  private static final int EACH_ROW = 4;

  /**
   * What an image is like; NaN if it has values that are not numbers.
   *
   * @param image as the network takes it
   * @param preprocessing that made it
   */
  public static Looks of(ImageTensor image, Preprocessing preprocessing) {
    ImageShape shape = image.shape();
    double sum = 0;
    double squares = 0;
    double differences = 0;
    long pixels = 0;
    long pairs = 0;
    float[] below = new float[shape.width()];
    float[] row = new float[shape.width()];
    for (int y = 0; y < shape.height(); y += EACH_ROW) {
      grey(image, preprocessing, y, row);
      boolean last = y + 1 == shape.height();
      grey(image, preprocessing, last ? y : y + 1, below);
      for (int x = 0; x < row.length; x++) {
        double value = row[x];
        sum += value;
        squares += value * value;
        double down = value - below[x];
        double right = x + 1 == row.length ? 0 : value - row[x + 1];
        differences += down * down + right * right;
      }
      pixels += row.length;
      pairs += row.length - 1 + (last ? 0 : row.length);
    }
    double mean = sum / pixels;
    return new Looks(
        Math.max(0, mean),
        Math.sqrt(Math.max(0, squares / pixels - mean * mean)),
        Math.sqrt(differences / Math.max(1, pairs)));
  }

  Looks least(Looks other) {
    return new Looks(
        Math.min(brightness, other.brightness),
        Math.min(contrast, other.contrast),
        Math.min(sharpness, other.sharpness));
  }

  Looks most(Looks other) {
    return new Looks(
        Math.max(brightness, other.brightness),
        Math.max(contrast, other.contrast),
        Math.max(sharpness, other.sharpness));
  }

  private static void grey(ImageTensor image, Preprocessing preprocessing, int y, float[] row) {
    ImageShape shape = image.shape();
    int channels = shape.channels();
    double offset = 0;
    for (double mean : preprocessing.mean()) {
      offset += LEVELS * mean / channels;
    }
    Arrays.fill(row, (float) offset);
    for (int c = 0; c < channels; c++) {
      int colour = preprocessing.order() == ChannelOrder.RGB ? c : channels - 1 - c;
      float scale = (float) (LEVELS * preprocessing.std().get(colour) / channels);
      int from = (c * shape.height() + y) * shape.width();
      for (int x = 0; x < row.length; x++) {
        row[x] += scale * image.values()[from + x];
      }
    }
  }
}
