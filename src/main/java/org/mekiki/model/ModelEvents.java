package org.mekiki.model;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Port for metrics: what happens to models. Called on the loading thread; must not throw. */
public interface ModelEvents {
  /** Nobody listens. */
  ModelEvents NOOP = new ModelEvents() {};

  /** A model that was not served is served now. */
  default void loaded(ModelManifest manifest, long bytes, Duration took) {}

  /** A model took the place of another version of itself. */
  default void swapped(ModelManifest from, ModelManifest to, long bytes, Duration took) {}

  /** A model was refused; what was served before still is. */
  default void refused(String model, long version, ModelRefusedException why) {}

  /** A model was let go to keep memory bounded; it comes back when a frame asks for it. */
  default void evicted(ModelManifest manifest, long bytes) {}

  /**
   * A model was let go because what its scorer keeps outside the heap can't be read; it comes back
   * from the topic when a frame asks for it. Called on a scoring thread.
   */
  default void lost(ModelManifest manifest, RuntimeException why) {}

  /** A model was deleted from the topic and is no longer served. */
  default void removed(ModelManifest manifest) {}

  /** A model is no longer on the topic, whether it was served, refused or not loaded. */
  default void deleted(String model) {}

  /** The source of models could not be read; it is tried again. */
  default void sourceFailed(Throwable why) {}

  /** Tells several. */
  static ModelEvents of(List<ModelEvents> listeners) {
    List<ModelEvents> all = List.copyOf(listeners);
    return new ModelEvents() {
      @Override
      public void loaded(ModelManifest manifest, long bytes, Duration took) {
        tell(listener -> listener.loaded(manifest, bytes, took));
      }

      @Override
      public void swapped(ModelManifest from, ModelManifest to, long bytes, Duration took) {
        tell(listener -> listener.swapped(from, to, bytes, took));
      }

      @Override
      public void refused(String model, long version, ModelRefusedException why) {
        tell(listener -> listener.refused(model, version, why));
      }

      @Override
      public void evicted(ModelManifest manifest, long bytes) {
        tell(listener -> listener.evicted(manifest, bytes));
      }

      @Override
      public void lost(ModelManifest manifest, RuntimeException why) {
        tell(listener -> listener.lost(manifest, why));
      }

      @Override
      public void removed(ModelManifest manifest) {
        tell(listener -> listener.removed(manifest));
      }

      @Override
      public void deleted(String model) {
        tell(listener -> listener.deleted(model));
      }

      @Override
      public void sourceFailed(Throwable why) {
        tell(listener -> listener.sourceFailed(why));
      }

      private void tell(Consumer<ModelEvents> event) {
        all.forEach(event);
      }
    };
  }
}
