package org.mekiki.web.topics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Views that were set up for the next teaching, by model, as they lie on their topic. Bounded:
 * beyond {@value #MODELS} the ones stored longest ago are forgotten. Thread-safe.
 */
public final class ViewsView {
  private static final int MODELS = 1000;

  private final Map<String, Stored> stored = new LinkedHashMap<>();

  /**
   * A view that was stored.
   *
   * @param json the view, after schemas/view.schema.json
   */
  public record Stored(String json, long atMillis) {}

  /** The topic is read from its beginning. */
  public synchronized void beginAnew() {
    stored.clear();
  }

  public synchronized void stored(String model, Stored view) {
    stored.remove(model);
    stored.put(model, view);
    if (stored.size() > MODELS) {
      stored.remove(stored.keySet().iterator().next());
    }
  }

  public synchronized void forgotten(String model) {
    stored.remove(model);
  }

  /** The newest of a model. */
  public synchronized Optional<Stored> of(String model) {
    return Optional.ofNullable(stored.get(model));
  }
}
