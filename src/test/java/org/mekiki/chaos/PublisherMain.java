package org.mekiki.chaos;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;
import org.mekiki.stream.client.FramePublisher;
import org.mekiki.terminal.Lifecycle;

/**
 * Sends the frames of the plan until SIGTERM, and writes down where the brokers put each. Started
 * again after a kill it goes on behind the last one that was acknowledged.
 *
 * <p>Arguments: configuration, seed, frames a second, file of acknowledgements.
 */
final class PublisherMain {
  static final String READY = "publishing";

  private final PlannedFrames frames;

  private PublisherMain(long seed) {
    frames = new PlannedFrames(new FramePlan(seed));
  }

  public static void main(String[] args) throws Exception {
    MekikiConfig config = new ConfigLoader().file(Path.of(args[0])).load();
    Path acknowledged = Path.of(args[3]);
    Lifecycle lifecycle = new Lifecycle();
    lifecycle.catchSignals();
    long next = nextAfter(acknowledged);
    PublisherMain main = new PublisherMain(Long.parseLong(args[1]));
    try (BufferedWriter log =
            Files.newBufferedWriter(
                acknowledged, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        FramePublisher publisher = FramePublisher.toFrames(config)) {
      // Behind a line that a kill cut off, the next one must not continue it.
      log.newLine();
      System.out.println(READY);
      main.publish(publisher, lifecycle, next, Double.parseDouble(args[2]), log);
    }
    lifecycle.close();
    System.exit(0);
  }

  private void publish(
      FramePublisher publisher, Lifecycle lifecycle, long first, double rate, BufferedWriter log)
      throws InterruptedException {
    long start = System.nanoTime();
    for (long n = first; ; n++) {
      long due = start + (long) ((n - first) * 1e9 / rate);
      if (lifecycle.awaitStop(Duration.ofNanos(Math.max(0, due - System.nanoTime())))) {
        break;
      }
      send(publisher, n, log);
    }
    publisher.flush();
  }

  private void send(FramePublisher publisher, long n, BufferedWriter log) {
    frames.send(
        publisher,
        n,
        (partition, offset) -> {
          try {
            log.write(n + " " + partition + " " + offset + "\n");
            log.flush();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** One behind the last acknowledged; a line that was cut off by a kill is none. */
  private static long nextAfter(Path acknowledged) throws IOException {
    if (!Files.exists(acknowledged)) {
      return 0;
    }
    return Acknowledgement.read(acknowledged).stream()
        .mapToLong(Acknowledgement::number)
        .map(n -> n + 1)
        .max()
        .orElse(0);
  }
}
