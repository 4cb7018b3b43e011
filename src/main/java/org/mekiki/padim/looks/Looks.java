package org.mekiki.padim.looks;

import java.util.Arrays;
import org.mekiki.padim.feature.ChannelOrder;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.Preprocessing;

/**
 * What a picture is like as a whole, in grey levels of 0 to 255: the mean of its channels. Of every
 * fourth row, at most 56 evenly spaced ones, which say as much as all of them.
 *
 * @param brightness mean
 * @param contrast standard deviation
 * @param sharpness root mean square of the differences of neighbours, beside and below each other
 */
public record Looks(double brightness, double contrast, double sharpness) {
  private static final int LEVELS = 255;
  private static final int EACH_ROW = 4;

  /** As many as of a picture of 224 rows: a larger one takes longer only for its width. */
  private static final int MOST_ROWS = 56;

  /**
   * What an image is like; NaN if it has values that are not numbers.
   *
   * @param image as the network takes it
   * @param preprocessing that made it
   */
  public static Looks of(ImageTensor image, Preprocessing preprocessing) {
    ImageShape shape = image.shape();
    int height = shape.height();
    int width = shape.width();
    float[] scales = scales(preprocessing);
    float offset = offset(preprocessing);
    float[] row = new float[width];
    float[] below = new float[width];
    int rows = Math.min(MOST_ROWS, (height + EACH_ROW - 1) / EACH_ROW);
    double sum = 0;
    double squares = 0;
    double differences = 0;
    long pairs = 0;
    for (int i = 0; i < rows; i++) {
      int y = (int) ((long) i * height / rows);
      int next = Math.min(y + 1, height - 1);
      grey(image, y, offset, scales, row);
      grey(image, next, offset, scales, below);
      float left = row[0];
      for (int x = 0; x < width; x++) {
        float value = row[x];
        float across = value - left;
        float down = value - below[x];
        sum += value;
        squares += value * (double) value;
        differences += across * across + down * down;
        left = value;
      }
      pairs += width - 1 + (next == y ? 0 : width);
    }
    long pixels = (long) rows * width;
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

  /** Grey levels that a channel of the network's input adds per unit. */
  private static float[] scales(Preprocessing preprocessing) {
    int channels = preprocessing.shape().channels();
    float[] scales = new float[channels];
    for (int c = 0; c < channels; c++) {
      int colour = preprocessing.order() == ChannelOrder.RGB ? c : channels - 1 - c;
      scales[c] = (float) (LEVELS * preprocessing.std().get(colour) / channels);
    }
    return scales;
  }

  /** Grey level where the network's input is 0. */
  private static float offset(Preprocessing preprocessing) {
    double offset = 0;
    for (double mean : preprocessing.mean()) {
      offset += LEVELS * mean / preprocessing.shape().channels();
    }
    return (float) offset;
  }

  private static void grey(ImageTensor image, int y, float offset, float[] scales, float[] row) {
    int width = image.shape().width();
    int height = image.shape().height();
    float[] values = image.values();
    Arrays.fill(row, offset);
    for (int c = 0; c < scales.length; c++) {
      float scale = scales[c];
      int from = (c * height + y) * width;
      for (int x = 0; x < width; x++) {
        row[x] += scale * values[from + x];
      }
    }
  }
}
