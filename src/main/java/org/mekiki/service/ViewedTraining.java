package org.mekiki.service;

import java.util.HashMap;
import java.util.Map;
import org.mekiki.config.MekikiConfig;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.inspect.FrameEmbedder;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.PatchEmbedder;
import org.mekiki.stream.training.message.TrainingSettings;
import org.mekiki.stream.training.message.TrainingViews;
import org.mekiki.view.Canvas;
import org.mekiki.view.View;
import org.mekiki.view.Viewer;

/**
 * What a trainer makes models with a view with: its network at the size of each view's canvas. One
 * session for each size that was taught, until the trainer ends. Thread-safe.
 */
final class ViewedTraining implements TrainingViews, AutoCloseable {
  private final MekikiConfig config;
  private final BackboneGraph graph;
  private final Map<ImageShape, BackboneGraph> graphs = new HashMap<>(); // guarded by this
  private final Map<ImageShape, TrainingSettings> settings = new HashMap<>();
  private final Map<ImageShape, OnnxFeatureExtractor> networks = new HashMap<>();

  ViewedTraining(MekikiConfig config, BackboneGraph graph) {
    this.config = config;
    this.graph = graph;
  }

  private BackboneGraph graph(ImageShape size) {
    return graphs.computeIfAbsent(
        size, any -> Backbones.resized(graph, size.height(), size.width()));
  }

  @Override
  public synchronized TrainingSettings settings(int height, int width) {
    ImageShape size = new ImageShape(3, height, width);
    try {
      return settings.computeIfAbsent(
          size,
          any ->
              TrainingSettingsFactory.of(
                  config, graph(size).backbone(), graph.backbone().preprocessing().shape()));
    } catch (OnnxException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  @Override
  public synchronized FrameEmbedder embedder(View view) {
    Canvas canvas = view.canvas();
    TrainingSettings made = settings(canvas.height(), canvas.width());
    OnnxFeatureExtractor network =
        networks.computeIfAbsent(
            made.backbone().preprocessing().shape(),
            size -> BackboneFactory.extractor(graph(size), config));
    return new FrameEmbedder(
        ScoringService.decoder(config),
        config.image().rules(),
        Viewer.of(view, new ImagePreprocessor(made.backbone().preprocessing())),
        network,
        new PatchEmbedder(made.backbone().features(), made.embedding()));
  }

  @Override
  public synchronized void close() {
    networks.values().forEach(OnnxFeatureExtractor::close);
    networks.clear();
  }
}
