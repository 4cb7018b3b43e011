package org.mekiki.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.mekiki.web.http.Json;
import org.mekiki.web.line.LineSummary;
import org.mekiki.web.line.LineView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the line's changes to everyone who watches, as server-sent events. While frames wait to be
 * scored it sends less often: scoring comes first.
 *
 * <p>One thread makes the changes of a tick into one message, for all who watch, and puts it in
 * each viewer's short queue; it never waits. A viewer whose queue is full is dropped: its browser
 * comes back by itself and is sent everything. Nothing is done while nobody watches.
 */
final class EventHub implements AutoCloseable {
  /** At most five messages a second. */
  static final Duration TICK = Duration.ofMillis(200);

  /** Points of history of each camera in the first message: what the small charts show. */
  static final int FIRST_POINTS = 60;

  private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);
  private static final int QUEUE = 16;
  private static final int POINTS_PER_TICK = 100;

  /** With nothing new, a message comes this often all the same: ages go on, and so do proxies. */
  private static final long HEARTBEAT_TICKS = 10;

  /** While frames wait, every third tick has a message. */
  private static final long TICKS_WHILE_BEHIND = 3;

  /** Frames that may wait for a commit or a rebalance without anything being behind. */
  private static final long FEW = 20;

  private static final byte[] END = new byte[0];

  private final WebSources sources;
  private final String epoch;
  private final Semaphore places;
  private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor ticker;
  private Marks sent = new Marks(0, 0, 0, 0, 0);
  private long quietTicks;
  private long heldBackTicks;
  private volatile boolean closed;

  /**
   * What waits to be scored.
   *
   * @param frames null where that is not known
   * @param behind whether it is more than a second's work
   */
  private record Waiting(Long frames, boolean behind) {}

  /** How far each of the sources has come. */
  private record Marks(long sequence, long removals, long models, long alarms, long training) {}

  EventHub(WebSources sources, String epoch, int places) {
    this.sources = sources;
    this.epoch = epoch;
    this.places = new Semaphore(places);
    this.ticker =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "mekiki-events");
              thread.setDaemon(true);
              return thread;
            });
  }

  void start() {
    long millis = TICK.toMillis();
    var unused =
        ticker.scheduleWithFixedDelay(this::safeTick, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Takes one of the places, to be given back by {@link #serve}; false where all are taken. */
  boolean enter() {
    return !closed && places.tryAcquire();
  }

  int viewers() {
    return viewers.size();
  }

  /**
   * Sends everything, then changes until the viewer goes, is dropped or the hub closes. Blocks the
   * calling thread for that long. Only after {@link #enter}.
   */
  void serve(OutputStream out) {
    Viewer viewer = new Viewer();
    viewers.add(viewer);
    try {
      write(out, message(everything()));
      while (!closed && !viewer.dropped) {
        byte[] next = viewer.queue.take();
        if (next == END) {
          return;
        }
        write(out, next);
      }
    } catch (IOException e) {
      LOG.debug("A viewer went: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      viewers.remove(viewer);
      places.release();
    }
  }

  private void safeTick() {
    try {
      tick();
    } catch (RuntimeException e) {
      LOG.warn("The page was not told of the last changes; it is tried again", e);
    }
  }

  /** One round, on the ticker's thread only. */
  void tick() {
    // Taken before the message is made: what comes in between is sent twice, never missed.
    Marks now = marks();
    if (viewers.isEmpty()) {
      sent = now;
      return;
    }
    if (now.equals(sent) && ++quietTicks < HEARTBEAT_TICKS) {
      return;
    }
    LineSummary summary = sources.line().summary();
    Waiting waiting = waiting(summary);
    if (waiting.behind && ++heldBackTicks < TICKS_WHILE_BEHIND) {
      return;
    }
    quietTicks = 0;
    heldBackTicks = 0;
    // A change can't say what is gone; everything does.
    boolean all = now.removals() != sent.removals();
    byte[] message = message(all ? everything() : changes(sent, now, summary, waiting));
    sent = now;
    viewers.forEach(viewer -> viewer.offer(message));
  }

  private Marks marks() {
    return new Marks(
        sources.line().sequence(),
        sources.line().removals(),
        sources.models().changes(),
        sources.alarms().changes(),
        sources.training().changes());
  }

  private Waiting waiting(LineSummary summary) {
    OptionalLong lag = sources.lag().get();
    return lag.isPresent()
        ? new Waiting(lag.getAsLong(), lag.getAsLong() > Math.max(FEW, summary.framesPerSecond()))
        : new Waiting(null, false);
  }

  /**
   * What a reader that was not sent anything doesn't know: what has changed, or everything if it
   * knows of another process or of none.
   */
  LineSnapshot snapshot(String knownEpoch, long after) {
    if (!epoch.equals(knownEpoch)) {
      return everything();
    }
    Marks now = marks();
    return changes(new Marks(after, 0, -1, -1, 0), now, sources.line().summary());
  }

  private LineSnapshot changes(Marks since, Marks now, LineSummary summary) {
    return changes(since, now, summary, waiting(summary));
  }

  private LineSnapshot everything() {
    LineView line = sources.line();
    long sequence = line.sequence();
    LineSummary summary = line.summary();
    Waiting waiting = waiting(summary);
    return new LineSnapshot(
        epoch,
        true,
        sequence,
        line.nowMillis(),
        summary,
        waiting.frames,
        waiting.behind,
        line.cameras(0, FIRST_POINTS),
        line.anomalies(0),
        sources.models().models(),
        sources.alarms().alarms(),
        sources.training().rows(0));
  }

  private LineSnapshot changes(Marks since, Marks now, LineSummary summary, Waiting waiting) {
    LineView line = sources.line();
    return new LineSnapshot(
        epoch,
        false,
        now.sequence(),
        line.nowMillis(),
        summary,
        waiting.frames,
        waiting.behind,
        line.cameras(since.sequence(), POINTS_PER_TICK),
        line.anomalies(since.sequence()),
        now.models() == since.models() ? null : sources.models().models(),
        now.alarms() == since.alarms() ? null : sources.alarms().alarms(),
        sources.training().rows(since.training()));
  }

  private static byte[] message(LineSnapshot snapshot) {
    ByteArrayOutputStream message = new ByteArrayOutputStream(4096);
    message.writeBytes("event: line\ndata: ".getBytes(StandardCharsets.UTF_8));
    message.writeBytes(Json.bytes(snapshot));
    message.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
    return message.toByteArray();
  }

  private static void write(OutputStream out, byte[] message) throws IOException {
    out.write(message);
    out.flush();
  }

  @Override
  public void close() {
    closed = true;
    ticker.shutdownNow();
    viewers.forEach(Viewer::end);
  }

  private static final class Viewer {
    final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(QUEUE);
    volatile boolean dropped;

    void offer(byte[] message) {
      if (!dropped && !queue.offer(message)) {
        LOG.debug("A viewer was {} messages behind and is dropped", QUEUE);
        end();
      }
    }

    /** Its thread may be stuck in a write; that ends with the connection's idle timeout. */
    void end() {
      dropped = true;
      queue.clear();
      queue.offer(END);
    }
  }
}
