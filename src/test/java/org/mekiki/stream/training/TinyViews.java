package org.mekiki.stream.training;

import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.FrameEmbedder;
import org.mekiki.inspect.PictureRules;
import org.mekiki.model.chunk.Tiling;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.PatchEmbedder;
import org.mekiki.stream.TinyBackbone;
import org.mekiki.stream.training.message.TrainingSettings;
import org.mekiki.stream.training.message.TrainingViews;
import org.mekiki.view.Canvas;
import org.mekiki.view.View;
import org.mekiki.view.Viewer;

/** Views for the tiny network: a patch is 4 pixels wide at every size. */
final class TinyViews implements TrainingViews {
  private static final int PATCH = 4;

  /** What the network says to any size, where a test sets it. */
  RuntimeException fault;

  private final TrainingSettings usual;

  TinyViews(TrainingSettings usual) {
    this.usual = usual;
  }

  @Override
  public TrainingSettings settings(int height, int width) {
    if (fault != null) {
      throw fault;
    }
    return of(usual, height, width);
  }

  private static TrainingSettings of(TrainingSettings usual, int height, int width) {
    EmbeddingSettings embedding =
        new EmbeddingSettings(
            new Grid(height / PATCH, width / PATCH),
            usual.embedding().neighbourhood(),
            usual.embedding().reduction());
    return new TrainingSettings(
        new TinyBackbone(height, width).backbone(),
        embedding,
        usual.regularization(),
        usual.precision(),
        Tiling.of(embedding.grid(), usual.tiling().dimensions(), 7),
        usual.foldEvery(),
        usual.heldOut(),
        usual.falseAlarmRate(),
        usual.threshold(),
        usual.ofManyFrames().map(many -> of(many, height, width)));
  }

  @Override
  public FrameEmbedder embedder(View view, long goodFrames) {
    Canvas canvas = view.canvas();
    TrainingSettings made = settings(canvas.height(), canvas.width()).forFrames(goodFrames);
    TinyBackbone network = new TinyBackbone(canvas.height(), canvas.width());
    return new FrameEmbedder(
        new ImageDecoder(new ImageLimits(1_000_000, 1_000_000)),
        PictureRules.DEFAULT,
        Viewer.of(view, new ImagePreprocessor(network.backbone().preprocessing())),
        network,
        new PatchEmbedder(made.backbone().features(), made.embedding()));
  }
}
