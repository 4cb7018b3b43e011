package org.mekiki.stream.reference;

import java.net.URI;
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
 * in a few seconds looks whether it is back.
 *
 * <p>One address that fails may be at fault itself: nothing else is thought away before a second
 * one fails, with no answer in between. Thread-safe.
 */
final class Outages {
  private static final Logger LOG = LoggerFactory.getLogger(Outages.class);
  static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  private final Clock clock;
  private final Map<String, Outage> outages = new HashMap<>();

  /**
   * What does not answer.
   *
   * @param first address that failed
   * @param all whether another one failed as well, so that all of the place is away
   */
  private record Outage(URI first, boolean all, Instant look) {
    boolean covers(URI address) {
      return all || first.equals(address);
    }
  }

  Outages(Clock clock) {
    this.clock = clock;
  }

  /** Whether an address of a place is away, as far as is known. */
  synchronized boolean isAway(String place, URI address) {
    Outage outage = outages.get(place);
    return outage != null && outage.covers(address);
  }

  /** Whether the caller is to ask: the address is not away, or it is time to look again. */
  synchronized boolean isToBeAsked(String place, URI address) {
    if (!isAway(place, address)) {
      return true;
    }
    Outage outage = outages.get(place);
    if (clock.instant().isBefore(outage.look())) {
      return false;
    }
    outages.put(place, new Outage(outage.first(), outage.all(), next()));
    return true;
  }

  private Instant next() {
    return clock.instant().plus(LOOK_EVERY);
  }

  /** The place answers, whatever it says. */
  synchronized void answered(String place) {
    Outage outage = outages.remove(place);
    if (outage != null && outage.all()) {
      LOG.info("frames under {} can be read again", place);
    }
  }

  /** An address of the place does not answer. */
  synchronized void failed(String place, URI address, String why) {
    Outage known = outages.get(place);
    boolean all = known != null && (known.all() || !known.first().equals(address));
    outages.put(place, new Outage(known == null ? address : known.first(), all, next()));
    if (all && !known.all()) {
      LOG.warn("frames under {} become dead letters until one can be read: {}", place, why);
    }
  }
}
