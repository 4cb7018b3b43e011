package org.mekiki.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Meters by a label whose values come from outside: the first ones each get their own, all further
 * ones share the value {@link MetricNames#OTHER}. So a camera that invents ids can't fill the memory
 * of this process or of Prometheus. Thread-safe.
 */
final class BoundedLabels<T> {
  private final Function<String, T> create;
  private final Semaphore places;
  private final Map<String, T> known = new ConcurrentHashMap<>();
  private volatile T other;

  /**
   * @param limit values with a meter of their own
   * @param create meters for a value; called once for each
   */
  BoundedLabels(int limit, Function<String, T> create) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit " + limit + ": 0 or more is legal");
    }
    this.places = new Semaphore(limit);
    this.create = create;
  }

  T get(String value) {
    T found = known.get(value);
    if (found != null) {
      return found;
    }
    T fresh =
        known.computeIfAbsent(value, key -> places.tryAcquire() ? create.apply(key) : null);
    return fresh != null ? fresh : other();
  }

  private synchronized T other() {
    if (other == null) {
      other = create.apply(MetricNames.OTHER);
    }
    return other;
  }
}
