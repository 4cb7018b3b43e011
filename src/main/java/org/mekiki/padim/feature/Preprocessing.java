package org.mekiki.padim.feature;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.mekiki.text.Sha256;
import org.mekiki.text.Text;

/**
 * How a picture becomes a backbone's input: resized (area average when shrinking, bilinear when
 * growing), cropped to its centre, scaled to 0…1, then {@code (value - mean) / std} per channel. It
 * belongs to the backbone and travels in every model, so that training and scoring can't differ.
 *
 * @param shape what the backbone takes; 3 channels
 * @param resized size before the crop, each side at least the shape's; the same as the shape for no
 *     crop
 * @param order of the channels in the backbone's input
 * @param mean of red, green and blue, whatever the order, in units of 0…1
 * @param std of red, green and blue, in units of 0…1, above 0
 */
public record Preprocessing(
    ImageShape shape, ImageShape resized, ChannelOrder order, List<Double> mean, List<Double> std) {
  /** ImageNet's mean, RGB. */
  public static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);

  /** ImageNet's standard deviation, RGB. */
  public static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);

  public Preprocessing {
    Objects.requireNonNull(order, "order");
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.size() != shape.channels() || std.size() != shape.channels()) {
      throw new IllegalArgumentException(
          Text.of(
              "preprocessing has %d means and %d standard deviations for %d channels",
              mean.size(), std.size(), shape.channels()));
    }
    for (double m : mean) {
      if (!Double.isFinite(m)) {
        throw new IllegalArgumentException("mean " + m + " is not a finite number");
      }
    }
    for (double s : std) {
      if (!(s > 0 && Double.isFinite(s))) {
        throw new IllegalArgumentException("standard deviation " + s + " is not above 0");
      }
    }
    if (resized.channels() != shape.channels()
        || resized.height() < shape.height()
        || resized.width() < shape.width()) {
      throw new IllegalArgumentException(
          Text.of(
              "a picture resized to %dx%d can't be cropped to %dx%d: each side must be at least as"
                  + " large",
              resized.width(), resized.height(), shape.width(), shape.height()));
    }
  }

  /** Without a crop, RGB. */
  public Preprocessing(ImageShape shape, List<Double> mean, List<Double> std) {
    this(shape, shape, ChannelOrder.RGB, mean, std);
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

  /** The same, resized to this size first and then cropped to its centre. */
  public Preprocessing croppedFrom(int height, int width) {
    return new Preprocessing(
        shape, new ImageShape(shape.channels(), height, width), order, mean, std);
  }

  /** The same for an input of another size, without a crop. */
  public Preprocessing withSize(int height, int width) {
    ImageShape size = new ImageShape(shape.channels(), height, width);
    return new Preprocessing(size, size, order, mean, std);
  }

  /** Whether there is a border that the backbone never sees. */
  public boolean crops() {
    return !resized.equals(shape);
  }

  /** Rows of the resized picture above the crop. */
  public int cropTop() {
    return (resized.height() - shape.height()) / 2;
  }

  /** Columns of the resized picture to the left of the crop. */
  public int cropLeft() {
    return (resized.width() - shape.width()) / 2;
  }

  /** Every setting on a line of its own, as the file beside a backbone has them. */
  public String text() {
    return String.join(
        "\n",
        "width = " + shape.width(),
        "height = " + shape.height(),
        "resize-width = " + resized.width(),
        "resize-height = " + resized.height(),
        "channel-order = " + order,
        "mean = " + joined(mean),
        "std = " + joined(std),
        "");
  }

  private static String joined(List<Double> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** SHA-256 of {@link #text} in UTF-8, lower-case hexadecimal: one word to compare it by. */
  public String sha256() {
    return Sha256.hex(text());
  }
}
