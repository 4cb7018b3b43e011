package org.mekiki.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mekiki.onnx.graph.OnnxOptions;
import org.mekiki.onnx.graph.ShapeInference;
import org.mekiki.onnx.network.Network;
import org.mekiki.onnx.network.ScatteringKernel;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.FeatureMap;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.ImageTiles;
import org.mekiki.text.Text;

/**
 * Runs a backbone: the built-in one in Java where the JVM has the Vector API ({@link
 * ScatteringKernel}), every other one on ONNX Runtime. Any number of threads may call {@link
 * #extract}.
 */
public final class OnnxFeatureExtractor implements FeatureExtractor {
  private final Backbone backbone;
  private final Optional<ImageTiles> tiles;
  private final Network network;
  private final CallGate gate;

  /** Loads a backbone with {@link OnnxOptions#DEFAULT}. */
  public OnnxFeatureExtractor(BackboneGraph backbone) {
    this(backbone, OnnxOptions.DEFAULT);
  }

  /**
   * Loads a backbone. One from outside is tried in a process of its own first.
   *
   * @throws OnnxException if ONNX Runtime refuses the graph
   */
  public OnnxFeatureExtractor(BackboneGraph backbone, OnnxOptions options) {
    this.backbone = backbone.backbone();
    this.gate = new CallGate("backbone '" + this.backbone.name() + "'");
    this.tiles = backbone.tiles();
    Optional<ScatteringKernel> kernel = ScatteringKernel.of(this.backbone);
    this.network = kernel.isPresent() ? kernel.get() : new DjlNetwork(backbone.untiled(), options);
  }

  @Override
  public Backbone backbone() {
    return backbone;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException after {@link #close()}
   * @throws OnnxException if ONNX Runtime fails
   */
  @Override
  public List<FeatureMap> extract(ImageTensor image) {
    ImageShape expected = backbone.preprocessing().shape();
    if (!image.shape().equals(expected)) {
      throw new IllegalArgumentException(
          Text.of(
              "image is %s but backbone '%s' takes %s",
              ShapeInference.describe(image.shape()),
              backbone.name(),
              ShapeInference.describe(expected)));
    }
    return gate.call(
        () ->
            tiles
                .map(cut -> cut.extract(image, tile -> run(cut.tile(), tile)))
                .orElseGet(() -> run(backbone, image)));
  }

  private List<FeatureMap> run(Backbone taken, ImageTensor image) {
    float[][] outputs = network.run(image.values());
    List<FeatureShape> shapes = taken.features();
    List<FeatureMap> features = new ArrayList<>(shapes.size());
    for (int i = 0; i < shapes.size(); i++) {
      features.add(new FeatureMap(shapes.get(i), outputs[i]));
    }
    return features;
  }

  /** What computes the features; tests look into it. */
  public Network network() {
    return network;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Close before the JVM shuts down, not in a shutdown hook: ONNX Runtime has a hook of its own
   * that frees what calls may still be using. A second call does nothing.
   */
  @Override
  public void close() {
    gate.close(network::close);
  }
}
