package org.mekiki.app.publish;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.app.common.InRange;
import org.mekiki.app.common.JsonFile;
import org.mekiki.app.common.ResultFile;
import org.mekiki.camera.CapturedFrame;
import org.mekiki.camera.FrameSource;
import org.mekiki.camera.LiveCamera;
import org.mekiki.cluster.BrokerWait;
import org.mekiki.cluster.KafkaAccess;
import org.mekiki.cluster.TopicsThere;
import org.mekiki.config.KafkaSettings;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.TopicsSettings;
import org.mekiki.stream.access.Role;
import org.mekiki.stream.client.FramePublisher;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Pace;
import org.mekiki.terminal.Progress;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Counted;
import org.mekiki.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mekiki publish}: images of a folder, of cameras or of a simulation → frames. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    description = {
      "Sends frames to the frames topic: the images of a folder in natural order of their names,"
          + " new images in a watched folder, a camera's stream (RTSP, HTTP), or simulated"
          + " cameras.",
      "Frames are sent in order, and none is skipped without --skip. With a folder or --frames, the"
          + " command ends after the brokers have acknowledged all frames, and with 1 if it was"
          + " stopped before; otherwise with Ctrl-C or SIGTERM."
    })
public final class PublishCommand implements Callable<Integer> {
  /** Room for a record's key and headers beside the picture. */
  private static final int RECORD_OVERHEAD = 1024;

  private final Terminal terminal;

  @Mixin private CommonOptions options;

  @Mixin private PublishSource from;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "KEY",
      description = "Model that scores them. Default: the one of their camera.")
  private String model;

  @Option(
      names = "--rate",
      paramLabel = "FPS",
      description = "Most frames per second. Default: as many as the brokers take.")
  @InRange(above = 0)
  private Double rate;

  @Option(
      names = "--references",
      paramLabel = "URL",
      description =
          "With a folder: send references instead of pictures. URL is the folder as the services"
              + " see it (file:///FOLDER, http://HOST/PATH or https://HOST/PATH), and has to be"
              + " under their references.allow.")
  private String references;

  @Option(
      names = "--json",
      converter = ResultFile.class,
      paramLabel = "FILE",
      description = "Also write the figures to this file, as JSON.")
  private Path json;

  public PublishCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    MekikiConfig config = options.load(terminal, KafkaSettings.BOOTSTRAP_SERVERS);
    from.check(terminal);
    if (references != null && from.isEndless()) {
      throw CommandException.badUsage("--references belongs to a folder");
    }
    Optional<References> addresses = Optional.ofNullable(references).map(References::under);
    Duration patience = from.isEndless() ? BrokerWait.SERVICE : BrokerWait.ONE_SHOT;
    try (Admin admin = new BrokerWait(config.kafka(), terminal).connect(patience)) {
      KafkaAccess.require(terminal, admin, config, Role.PUBLISH);
      TopicsThere.require(admin, List.of(config.topics().frames()));
    }
    try (FrameSource source = from.open(terminal, options.seed());
        FramePublisher publisher = FramePublisher.toFrames(config);
        Progress progress = new Progress(terminal, "publishing", from.total())) {
      terminal.lifecycle().onStop(() -> close(source));
      return publish(source, publisher, progress, config.topics().maxMessageBytes(), addresses);
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw CommandException.failed(e.getMessage());
    }
  }

  private int publish(
      FrameSource source,
      FramePublisher publisher,
      Progress progress,
      int maxBytes,
      Optional<References> addresses)
      throws IOException, InterruptedException {
    AtomicLong acknowledged = new AtomicLong();
    int largest = maxBytes - RECORD_OVERHEAD;
    Throttle throttle = throttle();
    long sent = 0;
    long unreadable = 0;
    long start = System.nanoTime();
    while (!terminal.lifecycle().isStopping() && sent < from.limit()) {
      try {
        throttle.await(sent);
        Optional<CapturedFrame> next = source.next();
        if (next.isEmpty() || terminal.lifecycle().isStopping()) {
          break;
        }
        CapturedFrame frame = next.get();
        if (addresses.isEmpty() && frame.encoded().length > largest) {
          throw new IOException(tooLarge(frame, largest));
        }
        publisher.send(
            frame.camera(),
            addresses.isPresent() ? null : frame.encoded(),
            from.knowsWhen() ? frame.capturedAt() : Instant.now(),
            headers(frame, addresses),
            (partition, offset) -> {
              source.acknowledged(frame);
              progress.to(acknowledged.incrementAndGet());
            });
        sent++;
      } catch (InterruptedException | InterruptException | InterruptedIOException e) {
        if (!terminal.lifecycle().isStopping()) {
          throw e;
        }
      } catch (IOException e) {
        unreadable++;
        terminal.tell("not sent: %s", e.getMessage());
      }
    }
    flush(publisher);
    double seconds = (System.nanoTime() - start) / 1e9;
    long skipped = source instanceof LiveCamera live ? live.skipped() : 0;
    terminal.print(
        "%s published in %.1f s%s",
        Counted.of(acknowledged.get(), "frame"),
        seconds,
        skipped == 0 ? "" : ", " + skipped + " skipped");
    if (json != null) {
      Map<String, Object> figures = new HashMap<>();
      figures.put("published", acknowledged.get());
      figures.put("unreadable", unreadable);
      figures.put("skipped", skipped);
      figures.put("framesPerSecond", acknowledged.get() / Math.max(seconds, 1e-9));
      JsonFile.write(json, figures);
    }
    boolean cutOff = terminal.lifecycle().isStopping() && sent + unreadable < from.total();
    if (cutOff) {
      terminal.tell("stopped after %d of %d frames", sent, from.total());
    }
    return unreadable == 0 && !cutOff ? ExitCodes.OK : ExitCodes.FAILED;
  }

  static String tooLarge(CapturedFrame frame, int largest) {
    return Text.of(
        "%s has %d bytes; with %s at its value, a frame may have %d. Raise it for this command and"
            + " the services and run 'mekiki topics --fix', or send smaller pictures",
        frame.frameId().orElse("a frame of camera " + frame.camera()),
        frame.encoded().length,
        TopicsSettings.MAX_MESSAGE_BYTES.name(),
        largest);
  }

  /** A source that waits for a frame then gives none. */
  private void close(FrameSource source) {
    try {
      source.close();
    } catch (IOException e) {
      terminal.tell("the source did not close: %s", e.getMessage());
    }
  }

  /** What was sent is to be acknowledged, even if the program is asked to end. */
  private void flush(FramePublisher publisher) {
    if (terminal.lifecycle().isStopping()) {
      Thread.interrupted();
    }
    try {
      publisher.flush();
    } catch (InterruptException e) {
      if (!terminal.lifecycle().isStopping()) {
        throw e;
      }
      // The interrupt came after the flag that it goes with.
      Thread.interrupted();
      publisher.flush();
    }
  }

  @FunctionalInterface
  private interface Throttle {
    void await(long frame) throws InterruptedException;
  }

  /** What ends by itself keeps the rate on average; a live line does not make up for an outage. */
  private Throttle throttle() {
    Double wanted = rate == null ? from.defaultRate() : rate;
    if (from.isEndless() && !from.isSimulated()) {
      RateLimit limit = new RateLimit(wanted);
      return frame -> limit.await(terminal.lifecycle());
    }
    Pace pace = new Pace(wanted);
    return frame -> pace.await(frame, terminal.lifecycle());
  }

  private Map<String, String> headers(CapturedFrame frame, Optional<References> addresses) {
    Map<String, String> headers = new HashMap<>();
    // A folder's frames are named by their paths in it.
    addresses.ifPresent(
        address -> headers.putAll(address.headers(frame.frameId().orElseThrow(), frame.encoded())));
    // A simulation that is started again shows the same frames again, but they are other parts.
    if (!from.isSimulated()) {
      frame.frameId().ifPresent(id -> headers.put(FrameHeaders.FRAME_ID, id));
    }
    if (model != null) {
      headers.put(FrameHeaders.MODEL, model);
    }
    return headers;
  }
}
