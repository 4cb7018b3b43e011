package org.mekiki.padim;

import java.util.List;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.FeatureMap;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.Preprocessing;

/** A "network" of two features: the image itself and its squares at half the size. */
final class FakeExtractor implements FeatureExtractor {
  static final int SIDE = 16;
  static final ImageShape SHAPE = new ImageShape(3, SIDE, SIDE);

  private final Backbone backbone;

  FakeExtractor() {
    this("a".repeat(64), "coarse");
  }

  FakeExtractor(String sha256, String second) {
    this(sha256, second, Preprocessing.unit(SIDE, SIDE));
  }

  FakeExtractor(String sha256, String second, Preprocessing preprocessing) {
    backbone =
        new Backbone(
            "fake",
            sha256,
            preprocessing,
            List.of(
                new FeatureShape("fine", 3, SIDE, SIDE),
                new FeatureShape(second, 3, SIDE / 2, SIDE / 2)));
  }

  @Override
  public Backbone backbone() {
    return backbone;
  }

  @Override
  public List<FeatureMap> extract(ImageTensor image) {
    float[] squares = new float[3 * SIDE * SIDE / 4];
    for (int i = 0; i < squares.length; i++) {
      int c = i / (SIDE * SIDE / 4);
      int y = i / (SIDE / 2) % (SIDE / 2);
      int x = i % (SIDE / 2);
      float value = image.values()[(c * SIDE + 2 * y) * SIDE + 2 * x];
      squares[i] = value * value;
    }
    return List.of(
        new FeatureMap(backbone.features().get(0), image.values()),
        new FeatureMap(backbone.features().get(1), squares));
  }

  @Override
  public void close() {}
}
