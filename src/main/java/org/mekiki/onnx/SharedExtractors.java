package org.mekiki.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.mekiki.onnx.graph.OnnxOptions;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.FeatureMap;
import org.mekiki.padim.feature.ImageTensor;

/**
 * Networks that come with models: of each graph one session, however many models, versions or tasks
 * use it. It is closed when the last of them closes what it was given. Thread-safe.
 */
public final class SharedExtractors {
  private final OnnxOptions options;
  private final Map<Backbone, Shared> open = new HashMap<>(); // guarded by this

  public SharedExtractors(OnnxOptions options) {
    this.options = options;
  }

  /**
   * A network ready to run; the caller's to close, even if others use it.
   *
   * @param graph its ONNX file
   * @throws OnnxException if the graph is not the backbone's, or not one that may be run, or ONNX
   *     Runtime refuses it
   */
  public synchronized FeatureExtractor open(Backbone backbone, byte[] graph) {
    return open(backbone, () -> Backbones.published(backbone, graph));
  }

  /**
   * A network of this program, at a size of its own.
   *
   * @throws OnnxException if ONNX Runtime refuses it
   */
  public synchronized FeatureExtractor open(BackboneGraph network) {
    return open(network.backbone(), () -> network);
  }

  private FeatureExtractor open(Backbone backbone, Supplier<BackboneGraph> network) {
    Shared shared = open.get(backbone);
    if (shared == null) {
      shared = new Shared(new OnnxFeatureExtractor(network.get(), options));
      open.put(backbone, shared);
    }
    shared.users++;
    return new Share(shared);
  }

  /** How many sessions there are. */
  public synchronized int sessions() {
    return open.size();
  }

  private void letGo(Shared shared) {
    synchronized (this) {
      shared.users--;
      if (shared.users > 0) {
        return;
      }
      open.remove(shared.extractor.backbone());
    }
    // Waits for calls under way; nobody else should wait with it.
    shared.extractor.close();
  }

  /** A session and how many use it. */
  private static final class Shared {
    final OnnxFeatureExtractor extractor;
    int users;

    Shared(OnnxFeatureExtractor extractor) {
      this.extractor = extractor;
    }
  }

  /** What one user sees of it. */
  private final class Share implements FeatureExtractor {
    private final Shared shared;
    private final AtomicBoolean closed = new AtomicBoolean();

    Share(Shared shared) {
      this.shared = shared;
    }

    @Override
    public Backbone backbone() {
      return shared.extractor.backbone();
    }

    @Override
    public List<FeatureMap> extract(ImageTensor image) {
      if (closed.get()) {
        throw new IllegalStateException("backbone '" + backbone().name() + "' is closed");
      }
      return shared.extractor.extract(image);
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        letGo(shared);
      }
    }
  }
}
