package org.mekiki.stream;

import java.util.ArrayList;
import java.util.List;
import org.mekiki.padim.Backbone;
import org.mekiki.padim.FeatureExtractor;
import org.mekiki.padim.FeatureMap;
import org.mekiki.padim.FeatureShape;
import org.mekiki.padim.ImageTensor;
import org.mekiki.padim.Preprocessing;

/** A network that needs no graph: averages and contrasts of blocks of a 24×24 image. */
public final class TinyBackbone implements FeatureExtractor {
  public static final int SIZE = 24;
  private static final int FINE = 6;
  private static final int COARSE = 3;

  public static final Backbone BACKBONE =
      new Backbone(
          "tiny",
          "ab".repeat(32),
          Preprocessing.unit(SIZE, SIZE),
          List.of(
              new FeatureShape("fine", 6, FINE, FINE),
              new FeatureShape("coarse", 6, COARSE, COARSE)));

  @Override
  public Backbone backbone() {
    return BACKBONE;
  }

  @Override
  public List<FeatureMap> extract(ImageTensor image) {
    List<FeatureMap> maps = new ArrayList<>();
    for (FeatureShape shape : BACKBONE.features()) {
      maps.add(new FeatureMap(shape, blocks(image.values(), shape)));
    }
    return maps;
  }

  /** For each channel and block, the mean, and the mean absolute difference to the right. */
  private static float[] blocks(float[] image, FeatureShape shape) {
    int grid = shape.height();
    int block = SIZE / grid;
    float[] out = new float[shape.size()];
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          int at = (c * SIZE + y) * SIZE + x;
          int to = (y / block) * grid + x / block;
          float right = image[x + 1 < SIZE ? at + 1 : at];
          out[c * grid * grid + to] += image[at] / (block * block);
          out[(3 + c) * grid * grid + to] += Math.abs(right - image[at]) / (block * block);
        }
      }
    }
    return out;
  }

  @Override
  public void close() {}
}
