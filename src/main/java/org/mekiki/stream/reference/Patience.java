package org.mekiki.stream.reference;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.errors.TimeoutException;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.stream.codec.FrameReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long frames wait for a place that is away. Waiting keeps the order and loses nothing, so a
 * store may be restarted under the line. But a server that never comes back would hold up its
 * partition for ever, with the frames of other cameras: a frame that has waited for the patience is
 * given up, and so is its place, for which no other frame waits until one has been read there.
 * Thread-safe.
 */
final class Patience {
  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
  private static final Duration TELL_EVERY = Duration.ofMinutes(1);

  /** More wait at a time nowhere: each is the next of a task. */
  private static final int MOST_WAITING = 10_000;

  private final Duration patience;
  private final Clock clock;
  private final Set<String> givenUp = new HashSet<>();

  /** When each address first failed. */
  private final Map<String, Instant> waiting =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > MOST_WAITING;
        }
      };

  private Instant toldAt = Instant.MIN;

  Patience(Duration patience, Clock clock) {
    this.patience = patience;
    this.clock = clock;
  }

  /** Whether frames no longer wait for this place. */
  synchronized boolean isGivenUp(String place) {
    return givenUp.contains(place);
  }

  /** A place answers, whatever it says. */
  synchronized void reached(String place, FrameReference reference) {
    waiting.remove(reference.address().toString());
    if (givenUp.remove(place)) {
      LOG.info("frames under {} can be read again", place);
    }
  }

  /**
   * A place is away.
   *
   * @return what the frame ends its turn with: {@link TimeoutException} if it waits, {@link
   *     UnscorableException} if it is given up
   */
  synchronized RuntimeException failed(String place, FrameReference reference, String why) {
    String address = reference.address().toString();
    Instant now = clock.instant();
    Instant since = waiting.computeIfAbsent(address, a -> now);
    String sentence =
        String.format(Locale.ROOT, "%s can't be read now: %s", reference.shown(), why);
    if (!isGivenUp(place) && now.isBefore(since.plus(patience))) {
      if (!now.isBefore(toldAt.plus(TELL_EVERY))) {
        LOG.warn("frames wait: {}", sentence);
        toldAt = now;
      }
      return new TimeoutException(sentence);
    }
    waiting.remove(address);
    if (givenUp.add(place)) {
      LOG.warn(
          "frames under {} no longer wait, but become dead letters, until one can be read: {}",
          place,
          sentence);
    }
    return new UnscorableException(
        Rejection.REFERENCE_UNAVAILABLE,
        String.format(
            Locale.ROOT,
            "%s; its place was away for references.patience = %d s. Replay the dead letter when it"
                + " is back",
            sentence,
            patience.toSeconds()));
  }
}
