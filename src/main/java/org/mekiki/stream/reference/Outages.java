package org.mekiki.stream.reference;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which places are away. If every frame waited for its own time-out then, those behind it would
 * wait for hours, and the transaction would be given up. So while a place is away, only one frame
 * in a few seconds looks whether it is back. Thread-safe.
 */
final class Outages {
  private static final Logger LOG = LoggerFactory.getLogger(Outages.class);
  static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  private final Clock clock;

  /** When to look again, by place. */
  private final Map<String, Instant> away = new HashMap<>();

  Outages(Clock clock) {
    this.clock = clock;
  }

  /** Whether it is away, as far as is known. */
  synchronized boolean isAway(String place) {
    return away.containsKey(place);
  }

  /** Whether the caller is to ask a place: it is not away, or it is time to look again. */
  synchronized boolean isToBeAsked(String place) {
    Instant next = away.get(place);
    Instant now = clock.instant();
    if (next != null && now.isBefore(next)) {
      return false;
    }
    if (next != null) {
      away.put(place, now.plus(LOOK_EVERY));
    }
    return true;
  }

  /** It answers, whatever it says. */
  synchronized void answered(String place) {
    if (away.remove(place) != null) {
      LOG.info("frames under {} can be read again", place);
    }
  }

  /** It does not answer. */
  synchronized void failed(String place, String why) {
    if (away.put(place, clock.instant().plus(LOOK_EVERY)) == null) {
      LOG.warn("frames under {} become dead letters until one can be read: {}", place, why);
    }
  }
}
