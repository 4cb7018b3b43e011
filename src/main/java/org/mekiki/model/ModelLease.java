package org.mekiki.model;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right to use a model until {@link #close()}: so long it is not released, whatever takes its
 * place. Take one a frame, and close it on every path. Closing twice is harmless.
 */
public final class ModelLease<M> implements AutoCloseable {
  private final LoadedModel<M> model;
  private final Runnable onClose;
  private final AtomicBoolean closed = new AtomicBoolean();

  ModelLease(LoadedModel<M> model, Runnable onClose) {
    this.model = model;
    this.onClose = onClose;
  }

  public M scorer() {
    return model.scorer();
  }

  public ModelManifest manifest() {
    return model.manifest();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      onClose.run();
    }
  }
}
