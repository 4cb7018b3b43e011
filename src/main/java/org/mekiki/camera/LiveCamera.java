package org.mekiki.camera;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.mekiki.text.Text;

/**
 * A camera on the network. A thread of its own reads it, and connects again, after longer and
 * longer pauses, when the connection fails or ends; {@link #next} hands out what has come, oldest
 * first.
 *
 * <p>Who takes frames too slowly holds up the reading, and so the camera, after {@value #WAITING}
 * frames; or, if skipping is allowed, gets the newest frame and misses those between.
 */
public final class LiveCamera implements FrameSource {
  private static final int WAITING = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  /**
   * How a live camera is read.
   *
   * @param camera id that the frames carry
   * @param skip whether frames may be left out when they are taken too slowly
   * @param tell for people: connections that fail and come back
   */
  public record Options(String camera, boolean skip, Consumer<String> tell) {}

  private final Connection.Opener opener;
  private final Options options;
  private final Duration firstPause;
  private final BlockingQueue<CapturedFrame> waiting;
  private final AtomicLong skipped = new AtomicLong();
  private final Thread reader;
  private volatile Connection connection;
  private volatile boolean closed;
  private long sequence;
  private long nextTold;

  LiveCamera(Connection.Opener opener, Options options, Duration firstPause) {
    this.opener = opener;
    this.options = options;
    this.firstPause = firstPause;
    this.waiting = new ArrayBlockingQueue<>(options.skip() ? 1 : WAITING);
    this.reader = new Thread(this::read, "mekiki-camera-" + options.camera());
    reader.setDaemon(true);
    reader.start();
  }

  /** Valid for {@link #rtsp}. */
  public static CameraAddress rtspAddress(String text) {
    return CameraAddress.of(text, Set.of("rtsp", "rtsps"));
  }

  /** Valid for {@link #mjpeg} and {@link #snapshots}. */
  public static CameraAddress httpAddress(String text) {
    return CameraAddress.of(text, Set.of("http", "https"));
  }

  /** Why {@link #rtsp} can't work on this machine, as a sentence; empty if it can. */
  public static Optional<String> rtspProblem() throws InterruptedException {
    return Ffmpeg.problem();
  }

  /** A camera that speaks RTSP, read by {@code ffmpeg}; see {@link #rtspProblem}. */
  public static LiveCamera rtsp(CameraAddress address, Options options) {
    return new LiveCamera(
        damaged -> FfmpegCamera.rtsp(address, PATIENCE.toMillis(), damaged), options, FIRST_PAUSE);
  }

  /** A camera that sends a stream of JPEGs over HTTP. */
  public static LiveCamera mjpeg(CameraAddress address, Options options) {
    return new LiveCamera(new HttpCamera(address, PATIENCE)::mjpeg, options, FIRST_PAUSE);
  }

  /** A camera that sends a picture for each request over HTTP. */
  public static LiveCamera snapshots(CameraAddress address, Duration every, Options options) {
    return new LiveCamera(
        damaged -> new HttpCamera(address, PATIENCE).snapshots(every), options, FIRST_PAUSE);
  }

  @Override
  public Optional<CapturedFrame> next() throws IOException {
    try {
      while (!closed) {
        CapturedFrame frame = waiting.poll(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        if (frame != null) {
          return Optional.of(frame);
        }
      }
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped while waiting for a frame of " + options.camera());
    }
  }

  /** Frames that were left out so far. */
  public long skipped() {
    return skipped.get();
  }

  private void read() {
    int failures = 0;
    while (!closed) {
      long before = sequence;
      String why = readConnection();
      if (closed) {
        return;
      }
      failures = sequence > before ? 1 : failures + 1;
      Duration pause = pause(failures);
      options
          .tell()
          .accept(
              Text.of(
                  "camera %s: %s; connecting again in %.1f s",
                  options.camera(), why, pause.toMillis() / 1000.0));
      try {
        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Reads until the connection is over, and says why it is. */
  private String readConnection() {
    nextTold = 1;
    try (Connection opened = opener.open(this::tellOfDamage)) {
      connection = opened;
      boolean first = true;
      for (Optional<byte[]> picture = opened.next();
          picture.isPresent() && !closed;
          picture = opened.next()) {
        if (first) {
          first = false;
          options.tell().accept("camera " + options.camera() + ": frames are coming");
        }
        hand(picture.get());
      }
      return "the camera ended the stream";
    } catch (IOException e) {
      return e.getMessage();
    } catch (RuntimeException e) {
      // The JDK's HTTP client throws some for answers that make no sense; a message might show what
      // is secret in the address. The thread must not end: nobody would hear of it.
      return "the connection failed with an unexpected " + e.getClass().getName();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "stopped";
    } finally {
      connection = null;
    }
  }

  /** Says so for the first picture, the tenth, the hundredth and so on. */
  private void tellOfDamage(long damaged) {
    if (damaged >= nextTold) {
      while (damaged >= nextTold) {
        nextTold *= 10;
      }
      options
          .tell()
          .accept(
              Text.of(
                  "camera %s: left out %d %s not whole; the camera or its network cuts them off",
                  options.camera(),
                  damaged,
                  damaged == 1 ? "picture that was" : "pictures that were"));
    }
  }

  private void hand(byte[] picture) throws InterruptedException {
    CapturedFrame frame =
        new CapturedFrame(
            options.camera(),
            Optional.empty(),
            Instant.now(),
            sequence++,
            picture,
            Optional.empty());
    if (!options.skip()) {
      waiting.put(frame);
      return;
    }
    while (!waiting.offer(frame)) {
      if (waiting.poll() != null) {
        skipped.incrementAndGet();
      }
    }
  }

  private Duration pause(int failures) {
    Duration pause = firstPause.multipliedBy(1L << Math.min(failures - 1, 16));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    reader.interrupt();
    Connection open = connection;
    if (open != null) {
      open.close();
    }
  }
}
