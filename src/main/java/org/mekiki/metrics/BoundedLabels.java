package org.mekiki.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Meters by a label whose values come from outside: the first ones each get their own, all further
 * ones share the value {@link #OTHER}. So a mistaken key for every frame can't fill the memory of
 * this process or of Prometheus. Thread-safe.
 */
final class BoundedLabels<T> {
  /** In parentheses: no camera is likely to be called so. */
  static final String OTHER = "(other)";

  private final Function<String, T> create;
  private final Semaphore places;
  private final Map<String, T> known = new ConcurrentHashMap<>();
  private T other;

  /**
   * @param limit values with meters of their own
   * @param create meters for a value; called once for each
   */
  BoundedLabels(int limit, Function<String, T> create) {
    this.places = new Semaphore(limit);
    this.create = create;
  }

  T get(String value) {
    T found = known.get(value);
    if (found == null && places.availablePermits() > 0) {
      found = known.computeIfAbsent(value, key -> places.tryAcquire() ? create.apply(key) : null);
    }
    return found != null ? found : other();
  }

  private synchronized T other() {
    if (other == null) {
      other = create.apply(OTHER);
    }
    return other;
  }
}
