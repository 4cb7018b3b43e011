package org.mekiki.padim.feature;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.mekiki.text.Sha256;
import org.mekiki.text.Text;

/**
 * Two networks that look at the same image: the features of the first, then those of the second. A
 * feature's name begins with its network's. Images come as the first takes them; the second gets
 * them with its own normalisation, from the same pixels. Thread-safe; it owns both.
 */
public final class PairedExtractor implements FeatureExtractor {
  private final FeatureExtractor first;
  private final FeatureExtractor second;
  private final Backbone backbone;

  /** Where each channel of the second's input lies in the first's. */
  private final int[] channel;

  /** What makes the second's value of the first's: {@code factor · value + offset}. */
  private final double[] factor;

  private final double[] offset;

  /**
   * A pair.
   *
   * @throws IllegalArgumentException if they take images of different sizes
   */
  public PairedExtractor(FeatureExtractor first, FeatureExtractor second) {
    this.first = first;
    this.second = second;
    Preprocessing given = first.backbone().preprocessing();
    Preprocessing wanted = second.backbone().preprocessing();
    if (!given.shape().equals(wanted.shape())) {
      throw new IllegalArgumentException(
          Text.of(
              "backbone '%s' takes pictures of %dx%d but '%s' of %dx%d: a pair needs one size",
              first.backbone().name(),
              given.shape().width(),
              given.shape().height(),
              second.backbone().name(),
              wanted.shape().width(),
              wanted.shape().height()));
    }
    int channels = given.shape().channels();
    channel = new int[channels];
    factor = new double[channels];
    offset = new double[channels];
    for (int c = 0; c < channels; c++) {
      int colour = colour(wanted.order(), c, channels);
      channel[c] = colour(given.order(), colour, channels); // both orders are their own inverse
      factor[c] = given.std().get(colour) / wanted.std().get(colour);
      offset[c] = (given.mean().get(colour) - wanted.mean().get(colour)) / wanted.std().get(colour);
    }
    this.backbone = joined(first.backbone(), second.backbone());
  }

  private static int colour(ChannelOrder order, int channel, int channels) {
    return order == ChannelOrder.RGB ? channel : channels - 1 - channel;
  }

  private static Backbone joined(Backbone first, Backbone second) {
    List<FeatureShape> features =
        Stream.of(first, second)
            .flatMap(network -> network.features().stream().map(f -> named(network, f)))
            .toList();
    return new Backbone(
        first.name() + "+" + second.name(),
        Sha256.hex(first.sha256() + "+" + second.sha256()),
        first.preprocessing(),
        features);
  }

  private static FeatureShape named(Backbone network, FeatureShape feature) {
    String name = network.name() + ":" + feature.name();
    return new FeatureShape(name, feature.channels(), feature.height(), feature.width());
  }

  /** Name: both names with a plus; SHA-256: of both in hexadecimal with a plus. */
  @Override
  public Backbone backbone() {
    return backbone;
  }

  @Override
  public List<Backbone> networks() {
    return List.of(first.backbone(), second.backbone());
  }

  @Override
  public List<FeatureMap> extract(ImageTensor image) {
    List<FeatureMap> found = new ArrayList<>(first.extract(image));
    found.addAll(second.extract(forSecond(image)));
    List<FeatureMap> renamed = new ArrayList<>(found.size());
    for (int f = 0; f < found.size(); f++) {
      renamed.add(new FeatureMap(backbone.features().get(f), found.get(f).values()));
    }
    return renamed;
  }

  private ImageTensor forSecond(ImageTensor image) {
    int area = image.shape().height() * image.shape().width();
    float[] values = new float[image.values().length];
    for (int c = 0; c < channel.length; c++) {
      for (int i = 0; i < area; i++) {
        double value = image.values()[channel[c] * area + i];
        values[c * area + i] = (float) (factor[c] * value + offset[c]);
      }
    }
    return new ImageTensor(image.shape(), values);
  }

  @Override
  public void close() {
    try {
      first.close();
    } finally {
      second.close();
    }
  }
}
