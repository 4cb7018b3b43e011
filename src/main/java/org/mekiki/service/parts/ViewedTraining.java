package org.mekiki.service.parts;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.TrainSettings;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.inspect.FrameEmbedder;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.FeatureMap;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.PatchEmbedder;
import org.mekiki.stream.training.message.TrainingSettings;
import org.mekiki.stream.training.message.TrainingViews;
import org.mekiki.text.Text;
import org.mekiki.view.Canvas;
import org.mekiki.view.View;
import org.mekiki.view.Viewer;

/**
 * What a trainer makes models with a view with: its network at the size of each view's canvas. The
 * sessions of the last few sizes stay open; another one is opened again when a frame needs it.
 * Thread-safe.
 */
public final class ViewedTraining implements TrainingViews, AutoCloseable {
  /** Sessions that stay open, unless more are running at once. */
  private static final int KEPT = 3;

  private final MekikiConfig config;
  private final BackboneGraph graph;
  private final OptionalLong memory;
  private final Map<ImageShape, TrainingSettings> settings = new HashMap<>(); // guarded by this

  /** The one that was used last comes last. */
  private final Map<ImageShape, Session> sessions = new LinkedHashMap<>(8, 0.75f, true);

  private boolean closed;

  /** A session and how many frames are in it. */
  private static final class Session {
    final OnnxFeatureExtractor network;
    int running;

    Session(OnnxFeatureExtractor network) {
      this.network = network;
    }
  }

  /**
   * For one trainer.
   *
   * @param memory for the state of a model that is taught; empty where that is on disk
   */
  public ViewedTraining(MekikiConfig config, BackboneGraph graph, OptionalLong memory) {
    this.config = config;
    this.graph = graph;
    this.memory = memory;
  }

  private BackboneGraph graph(ImageShape size) {
    return Backbones.resizedOrTiled(graph, size.height(), size.width());
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
  public FrameEmbedder embedder(View view, long goodFrames) {
    Canvas canvas = view.canvas();
    TrainingSettings made = settings(canvas.height(), canvas.width()).forFrames(goodFrames);
    requireMemory(canvas, made);
    return new FrameEmbedder(
        config.image().decoder(),
        config.image().rules(),
        Viewer.of(view, new ImagePreprocessor(made.backbone().preprocessing())),
        new Network(made.backbone()),
        new PatchEmbedder(made.backbone().features(), made.embedding()));
  }

  private void requireMemory(Canvas canvas, TrainingSettings made) {
    if (memory.isPresent() && made.stateBytes() > memory.getAsLong()) {
      throw new IllegalArgumentException(
          Text.of(
              "with inputs of %sx%s side by side, teaching a model takes up to %s, but this trainer"
                  + " keeps that in memory and has %s for it: set %s = disk, raise the heap, or"
                  + " choose smaller inputs",
              canvas.width(),
              canvas.height(),
              HeapCheck.mib(made.stateBytes()),
              HeapCheck.mib(memory.getAsLong()),
              TrainSettings.STORE.name()));
    }
  }

  private synchronized Session enter(Backbone backbone) {
    if (closed) {
      throw new IllegalStateException("backbone '" + backbone.name() + "' is closed");
    }
    ImageShape size = backbone.preprocessing().shape();
    Session session = sessions.get(size);
    if (session == null) {
      session = new Session(BackboneFactory.extractor(graph(size), config));
      sessions.put(size, session);
    }
    session.running++;
    closeOldest();
    return session;
  }

  private synchronized void leave(Session session) {
    session.running--;
    closeOldest();
  }

  private void closeOldest() {
    Iterator<Session> oldest = sessions.values().iterator();
    while (sessions.size() > KEPT && oldest.hasNext()) {
      Session session = oldest.next();
      if (session.running == 0) {
        oldest.remove();
        session.network.close();
      }
    }
  }

  /** How many sessions are open. */
  synchronized int sessions() {
    return sessions.size();
  }

  @Override
  public void close() {
    List<Session> open;
    synchronized (this) {
      closed = true;
      open = List.copyOf(sessions.values());
      sessions.clear();
    }
    // Waits for frames under way, which then leave.
    open.forEach(session -> session.network.close());
  }

  /** The network at one size; its session is there while a frame is in it. */
  private final class Network implements FeatureExtractor {
    private final Backbone backbone;

    Network(Backbone backbone) {
      this.backbone = backbone;
    }

    @Override
    public Backbone backbone() {
      return backbone;
    }

    @Override
    public List<FeatureMap> extract(ImageTensor image) {
      Session session = enter(backbone);
      try {
        return session.network.extract(image);
      } finally {
        leave(session);
      }
    }

    @Override
    public void close() {
      // Sessions are closed with the trainer's views.
    }
  }
}
