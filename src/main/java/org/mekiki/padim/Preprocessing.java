package org.mekiki.padim;

import java.util.List;

/**
 * How a picture becomes a backbone's input: resized to the shape (area average when shrinking,
 * bilinear when growing), scaled to 0…1, then {@code (value - mean) / std} per channel. It belongs
 * to the backbone and travels in every model, so that training and scoring can't differ.
 *
 * @param shape what the backbone takes; 3 channels, RGB
 * @param mean per channel, in units of 0…1
 * @param std per channel, in units of 0…1, above 0
 */
public record Preprocessing(ImageShape shape, List<Double> mean, List<Double> std) {
  /** ImageNet's mean, RGB. */
  public static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);

  /** ImageNet's standard deviation, RGB. */
  public static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);

  public Preprocessing {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.size() != shape.channels() || std.size() != shape.channels()) {
      throw new IllegalArgumentException(
          String.format(
              "preprocessing has %d means and %d standard deviations for %d channels",
              mean.size(), std.size(), shape.channels()));
    }
    for (double s : std) {
      if (!(s > 0 && Double.isFinite(s))) {
        throw new IllegalArgumentException("standard deviation " + s + " is not above 0");
      }
    }
  }

  /** Values 0…1 as they are. */
  public static Preprocessing unit(int height, int width) {
    return new Preprocessing(
        new ImageShape(3, height, width), List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
  }

  /** ImageNet's mean and standard deviation. */
  public static Preprocessing imageNet(int height, int width) {
    return new Preprocessing(new ImageShape(3, height, width), IMAGENET_MEAN, IMAGENET_STD);
  }
}
