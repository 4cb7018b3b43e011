package org.mekiki.stream.reference;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.FileSystemException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.InterruptException;
import org.mekiki.config.ReferenceSettings;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.stream.codec.FrameReference;
import org.mekiki.stream.codec.ReferencedPictures;
import org.mekiki.text.Sha256;
import org.mekiki.text.Text;

/**
 * Brings pictures from the places that the settings allow, and from nowhere else: a record must not
 * make this service read any file or call any host. What comes is never larger than the limit, and
 * has the hash that the record says.
 *
 * <p>A place that can't be reached is asked again for the time-out. Then the frame is given up, and
 * others with it ({@link Outages}): to wait longer would need another turn of the task, and Kafka
 * Streams ends a thread for that, with a rebalance of all cameras. Each place has its own threads
 * for reading ({@link Readers}). Thread-safe.
 */
public final class ReferenceFetcher implements ReferencedPictures, AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration CONNECT = Duration.ofSeconds(3);

  private final List<Place> places;
  private final Duration timeout;
  private final long maxBytes;
  private final Outages outages;
  private final Map<Place, Readers> readers = new HashMap<>();

  /**
   * @param settings that allow at least one place
   */
  ReferenceFetcher(ReferenceSettings settings, long maxBytes, Clock clock) {
    HttpClient http =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    this.places = settings.allow().stream().map(place -> place(place, http)).toList();
    places.forEach(place -> readers.put(place, new Readers()));
    this.timeout = settings.timeout();
    this.maxBytes = maxBytes;
    this.outages = new Outages(clock);
  }

  private static Place place(URI allowed, HttpClient http) {
    return allowed.getScheme().equals("file") ? new Folder(allowed) : new Server(allowed, http);
  }

  /** What follows references as settings allow. */
  public static ReferenceFetcher of(ReferenceSettings settings, long maxBytes) {
    return new ReferenceFetcher(settings, maxBytes, Clock.systemUTC());
  }

  @Override
  public byte[] fetch(FrameReference reference) {
    Place place = place(reference);
    requireSmall(reference, reference.bytes().orElse(0));
    if (!outages.isToBeAsked(place.toString(), reference.address())) {
      throw unavailable(reference, place + " is away", null);
    }
    byte[] bytes;
    try {
      bytes = bring(place, reference);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException("stopped while bringing " + reference.shown(), e);
    } catch (UnscorableException e) {
      outages.answered(place.toString());
      throw e;
    } catch (IOException e) {
      outages.failed(place.toString(), reference.address(), message(e));
      throw unavailable(reference, message(e), e);
    }
    outages.answered(place.toString());
    requireSame(reference, bytes);
    return bytes;
  }

  private Place place(FrameReference reference) {
    if (places.isEmpty()) {
      NONE.fetch(reference);
    }
    return places.stream()
        .filter(place -> place.covers(reference.address()))
        .findFirst()
        .orElseThrow(
            () ->
                new UnscorableException(
                    Rejection.REFERENCE_REFUSED,
                    Text.of(
                        "the record refers to %s, which is under none of references.allow = %s",
                        reference.shown(), places)));
  }

  /** Tries for the time-out, with pauses; once, and not for long, if the place is away. */
  private byte[] bring(Place place, FrameReference reference)
      throws IOException, InterruptedException {
    boolean looks = outages.isAway(place.toString(), reference.address());
    Duration patience = looks && LOOK.compareTo(timeout) < 0 ? LOOK : timeout;
    long end = System.nanoTime() + patience.toNanos();
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
        return readers.get(place).read(() -> readAll(place, reference, left), left);
      } catch (IOException e) {
        if (looks || end - System.nanoTime() <= pause.toNanos()) {
          throw e;
        }
      }
      Thread.sleep(pause.toMillis());
      pause = pause.multipliedBy(2);
    }
  }

  private byte[] readAll(Place place, FrameReference reference, Duration left)
      throws IOException, InterruptedException {
    try (InputStream in = place.open(reference.address(), left)) {
      // One more tells a larger one from one that just fits.
      long most = Math.min(reference.bytes().orElse(maxBytes), maxBytes) + 1;
      byte[] bytes = in.readNBytes((int) Math.min(most, Integer.MAX_VALUE - 8));
      requireSmall(reference, bytes.length);
      return bytes;
    }
  }

  private void requireSmall(FrameReference reference, long bytes) {
    if (bytes > maxBytes) {
      throw new UnscorableException(
          Rejection.IMAGE_TOO_LARGE,
          Text.of("%s has more than image.max-bytes = %d bytes", reference.shown(), maxBytes));
    }
  }

  private static void requireSame(FrameReference reference, byte[] bytes) {
    long said = reference.bytes().orElse(bytes.length);
    if (bytes.length > said) {
      throw changed(reference, "has more than the " + said + " bytes that the record says");
    }
    if (bytes.length < said) {
      throw changed(reference, Text.of("has %d bytes, the record says %d", bytes.length, said));
    }
    String sha256 = Sha256.hex(bytes);
    if (!sha256.equals(reference.sha256())) {
      throw changed(reference, "has SHA-256 " + sha256 + ", the record says " + reference.sha256());
    }
  }

  private static UnscorableException unavailable(
      FrameReference reference, String why, Exception cause) {
    return new UnscorableException(
        Rejection.REFERENCE_UNAVAILABLE,
        Text.of(
            "%s can't be read now: %s; replay the dead letter when it can be read",
            reference.shown(), why),
        cause);
  }

  private static UnscorableException changed(FrameReference reference, String what) {
    return new UnscorableException(
        Rejection.REFERENCE_CHANGED,
        Text.of(
            "what lies at %s %s; was it written over, or only half written when the record was"
                + " sent?",
            reference.shown(), what));
  }

  static String message(Throwable cause) {
    return cause.getMessage() == null || cause instanceof FileSystemException
        ? cause.toString()
        : cause.getMessage();
  }

  @Override
  public void close() {
    readers.values().forEach(Readers::close);
  }
}
