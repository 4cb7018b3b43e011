package org.mekiki.service.monitor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.mekiki.config.PadimSettings;
import org.mekiki.image.Picture;
import org.mekiki.image.file.ImageException;
import org.mekiki.inspect.Frame;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.onnx.graph.OnnxOptions;
import org.mekiki.padim.Padim;
import org.mekiki.padim.PadimBuilder;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.feature.Embedding;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.gaussian.MahalanobisDistance;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.padim.threshold.MinMaxNormalizer;
import org.mekiki.service.parts.TrainingSettingsFactory;
import org.mekiki.service.parts.ViewedNetwork;
import org.mekiki.text.Text;
import org.mekiki.view.FrameSize;
import org.mekiki.view.ViewResolution;
import org.mekiki.view.Viewer;
import org.mekiki.view.align.Pose;
import org.mekiki.web.ViewSetup;
import org.mekiki.web.http.Refusal;
import org.mekiki.web.http.RefusedException;

/**
 * Runs frames through a view, and measures what one costs: with a network of its own on one core,
 * so that no scoring thread waits for it, and a model of the size that teaching would make.
 */
final class ViewTrial {
  /** Of the fastest run counts: others use the machine meanwhile. */
  private static final int MOST_RUNS = 8;

  private static final int LEAST_RUNS = 3;
  private static final long PATIENCE_NANOS = 2_000_000_000L;

  /** Share of the free heap that a trial may take. */
  private static final int HEAP_SHARE = 4;

  /** A model's factors as they are made, and in the form that scores. */
  private static final int COPIES = 2;

  private final ViewedNetwork network;
  private final PadimSettings settings;
  private final Function<ImageShape, Function<Frame.Content, Picture>> decoder;

  /**
   * A trial.
   *
   * @param decoder decodes frames at a size or larger
   */
  ViewTrial(
      ViewedNetwork network,
      PadimSettings settings,
      Function<ImageShape, Function<Frame.Content, Picture>> decoder) {
    this.network = network;
    this.settings = settings;
    this.decoder = decoder;
  }

  /**
   * Tries the view.
   *
   * @throws RefusedException if none of the frames can be read and aligned, or memory does not
   *     suffice
   */
  ViewSetup.Trial run(List<Frame.Content> frames) {
    EmbeddingSettings embedding =
        TrainingSettingsFactory.embedding(settings, network.graph().backbone(), network.own(), 0);
    requireHeap(embedding);
    Viewer viewer = network.viewer();
    Function<Frame.Content, Picture> decode = decoder.apply(viewer.wanted());
    SeenPictures pictures =
        new SeenPictures(viewer, network.graph().backbone().preprocessing(), decode);
    List<ViewSetup.Seen> seen = frames.stream().map(pictures::of).toList();
    Frame.Content measured = firstAligned(frames, seen);
    try (FeatureExtractor extractor =
        new OnnxFeatureExtractor(network.graph(), new OnnxOptions(1, false))) {
      Padim padim = padim(extractor, embedding, viewer);
      ViewSetup.Cost cost = cost(measured, decode, viewer, padim);
      return trial(embedding, decode.apply(measured), cost, seen);
    }
  }

  private static Frame.Content firstAligned(List<Frame.Content> frames, List<ViewSetup.Seen> seen) {
    for (int i = 0; i < frames.size(); i++) {
      if (seen.get(i).failure() == null) {
        return frames.get(i);
      }
    }
    throw new RefusedException(
        Refusal.NOT_SEEN, "no frame can be seen so: " + seen.get(0).failure());
  }

  private ViewSetup.Trial trial(
      EmbeddingSettings embedding,
      Picture picture,
      ViewSetup.Cost cost,
      List<ViewSetup.Seen> seen) {
    Grid grid = embedding.grid();
    ViewResolution resolution =
        network
            .view()
            .map(view -> ViewResolution.of(view, grid))
            .orElseGet(
                () ->
                    ViewResolution.of(
                        new FrameSize(picture.originalWidth(), picture.originalHeight()), grid));
    ImageShape input = network.graph().backbone().preprocessing().shape();
    return new ViewSetup.Trial(
        input.width(),
        input.height(),
        grid.width(),
        grid.height(),
        resolution.width(),
        resolution.height(),
        resolution.smallestDefect(),
        MahalanobisDistance.bytes(grid.patches(), embedding.reduction().dimensions(), precision()),
        cost,
        seen);
  }

  private Precision precision() {
    return TrainingSettingsFactory.precision(settings.modelPrecision());
  }

  private static void requireHeap(EmbeddingSettings embedding) {
    int dimensions = embedding.reduction().dimensions();
    long values =
        (long) embedding.grid().patches() * (PatchGaussians.triangle(dimensions) + dimensions);
    long needed = COPIES * Float.BYTES * values;
    Runtime heap = Runtime.getRuntime();
    long free = heap.maxMemory() - heap.totalMemory() + heap.freeMemory();
    if (needed > free / HEAP_SHARE) {
      throw new RefusedException(
          Refusal.VIEW_TOO_MUCH_MEMORY,
          Text.of(
              "to try this view takes %d MiB of memory, and this service has %d MiB free; make"
                  + " the inputs smaller, or give the service more (-Xmx)",
              needed >> 20, free >> 20),
          Map.of("needed", needed >> 20, "free", free >> 20));
    }
  }

  /** With a model that has learned nothing: it costs as much as any other of its size. */
  private Padim padim(FeatureExtractor extractor, EmbeddingSettings embedding, Viewer viewer) {
    int patches = embedding.grid().patches();
    int dimensions = embedding.reduction().dimensions();
    int triangle = PatchGaussians.triangle(dimensions);
    float[] factor = new float[patches * triangle];
    Arrays.fill(factor, 1);
    PatchGaussians gaussians =
        new PatchGaussians(0, patches, dimensions, new float[patches * dimensions], factor);
    PadimModel model =
        new PadimModel(
            extractor.backbone(), embedding, gaussians, new MinMaxNormalizer(0, 1), 1, 1);
    PadimBuilder builder =
        Padim.builder(extractor).model(model).precision(precision()).scoringOnly();
    viewer.patches(embedding.grid()).ifPresent(builder::patches);
    return builder.build();
  }

  private static ViewSetup.Cost cost(
      Frame.Content frame, Function<Frame.Content, Picture> decode, Viewer viewer, Padim padim) {
    List<ViewSetup.Cost> runs = new ArrayList<>();
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (runs.size() < LEAST_RUNS || runs.size() < MOST_RUNS && System.nanoTime() < end) {
      runs.add(once(frame, decode, viewer, padim));
    }
    Optional<ViewSetup.Cost> best =
        runs.stream().min(Comparator.comparingDouble(ViewSetup.Cost::getTotal));
    return best.orElseThrow();
  }

  private static ViewSetup.Cost once(
      Frame.Content frame, Function<Frame.Content, Picture> decode, Viewer viewer, Padim padim) {
    long start = System.nanoTime();
    Picture picture = decode.apply(frame);
    long decoded = System.nanoTime();
    Pose pose = viewer.locate(picture);
    long aligned = System.nanoTime();
    Viewer.Seen seen = viewer.see(picture, (Pose.Found) pose);
    long cut = System.nanoTime();
    Embedding embedding = padim.embed(seen.tensor());
    long embedded = System.nanoTime();
    seen.frameMap(padim.map(padim.distances(embedding)));
    long mapped = System.nanoTime();
    return new ViewSetup.Cost(
        millis(decoded - start),
        millis(aligned - decoded),
        millis(cut - aligned),
        millis(embedded - cut),
        millis(mapped - embedded));
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }

  /** Reads something of a frame; where that fails, no view can be tried on it. */
  static <T> T read(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (ImageException e) {
      throw new RefusedException(
          Refusal.UNREADABLE_FRAME, "the frame can't be read: " + e.getMessage(), e);
    }
  }
}
