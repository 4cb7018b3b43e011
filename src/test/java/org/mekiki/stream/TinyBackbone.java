package org.mekiki.stream;

import java.util.ArrayList;
import java.util.List;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.FeatureMap;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.Preprocessing;

/**
 * A network that needs no graph: averages and contrasts of blocks of an image, 24×24 by default.
 */
public final class TinyBackbone implements FeatureExtractor {
  public static final int SIZE = 24;
  private static final int FINE = 4;
  private static final int COARSE = 8;

  public static final Backbone BACKBONE = backbone(SIZE, SIZE);

  private final Backbone backbone;

  public TinyBackbone() {
    this(SIZE, SIZE);
  }

  /** For images of another size, multiples of 8. */
  public TinyBackbone(int height, int width) {
    this.backbone = backbone(height, width);
  }

  private static Backbone backbone(int height, int width) {
    return new Backbone(
        "tiny",
        "ab".repeat(32),
        Preprocessing.unit(height, width),
        List.of(
            new FeatureShape("fine", 6, height / FINE, width / FINE),
            new FeatureShape("coarse", 6, height / COARSE, width / COARSE)));
  }

  @Override
  public Backbone backbone() {
    return backbone;
  }

  @Override
  public List<FeatureMap> extract(ImageTensor image) {
    List<FeatureMap> maps = new ArrayList<>();
    for (FeatureShape shape : backbone.features()) {
      maps.add(new FeatureMap(shape, blocks(image, shape)));
    }
    return maps;
  }

  /** For each channel and block, the mean, and the mean absolute difference to the right. */
  private static float[] blocks(ImageTensor image, FeatureShape shape) {
    int height = image.shape().height();
    int width = image.shape().width();
    int block = height / shape.height();
    int blocks = shape.height() * shape.width();
    float[] values = image.values();
    float[] out = new float[shape.size()];
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int at = (c * height + y) * width + x;
          int to = (y / block) * shape.width() + x / block;
          float right = values[x + 1 < width ? at + 1 : at];
          out[c * blocks + to] += values[at] / (block * block);
          out[(3 + c) * blocks + to] += Math.abs(right - values[at]) / (block * block);
        }
      }
    }
    return out;
  }

  @Override
  public void close() {}
}
