package org.mekiki.inspect.alarm;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * The alarms that are open, as their events tell. A camera has at most one open alarm of each kind:
 * the one that was raised last counts, in whatever order the events are read. So an alarm that was
 * never cleared, because the partitions were grown and the alarms' state began anew, ends with the
 * next one in its place. Bounded: beyond a number of cameras and kinds, cleared ones are forgotten
 * first, then those raised longest ago. Not thread-safe.
 *
 * @param <T> what is known of an alarm
 */
public final class OpenAlarms<T> {
  private record Place(String camera, String kind) {}

  private record Entry<T>(String id, Instant raisedAt, T alarm, boolean open) {}

  private final int most;
  private final Map<Place, Entry<T>> known = new LinkedHashMap<>();

  /**
   * None yet.
   *
   * @param most cameras and kinds that are remembered, at least 1
   */
  public OpenAlarms(int most) {
    this.most = most;
  }

  /** An alarm was raised; true if that changes anything. */
  public boolean raised(String id, String camera, String kind, Instant raisedAt, T alarm) {
    return put(new Place(camera, kind), new Entry<>(id, raisedAt, alarm, true));
  }

  /** An alarm was cleared; true if it was open. Nothing happens to a later one in its place. */
  public boolean cleared(String id, String camera, String kind, Instant raisedAt, T alarm) {
    Place place = new Place(camera, kind);
    Entry<T> before = known.get(place);
    boolean another = before != null && !before.id().equals(id);
    if (another && !raisedAt.isAfter(before.raisedAt())) {
      return false;
    }
    put(place, new Entry<>(id, raisedAt, alarm, false));
    return before != null && before.open();
  }

  private boolean put(Place place, Entry<T> entry) {
    Entry<T> before = known.get(place);
    if (entry.equals(before) || before != null && entry.raisedAt().isBefore(before.raisedAt())) {
      return false;
    }
    known.put(place, entry);
    if (known.size() > most) {
      known.entrySet().stream()
          .filter(other -> !other.getKey().equals(place))
          .min(
              Comparator.comparing((Map.Entry<Place, Entry<T>> other) -> other.getValue().open())
                  .thenComparing(other -> other.getValue().raisedAt()))
          .ifPresent(oldest -> known.remove(oldest.getKey()));
    }
    return true;
  }

  public List<T> open() {
    return known.values().stream()
        .filter(Entry::open)
        .map(Entry::alarm)
        .filter(Objects::nonNull)
        .toList();
  }

  /** Forgets alarms, open and cleared. */
  public void forget(Predicate<T> which) {
    known.values().removeIf(entry -> which.test(entry.alarm()));
  }
}
