package org.mekiki.app;

import java.io.IOException;
import java.nio.file.Files;
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
import org.mekiki.camera.CapturedFrame;
import org.mekiki.camera.FolderSource;
import org.mekiki.config.ConfigKeys;
import org.mekiki.config.MekikiConfig;
import org.mekiki.stream.FrameHeaders;
import org.mekiki.stream.FramePublisher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mekiki publish DIR}: images of a folder → frames. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    description = {
      "Sends the images of a folder to the topic of frames, in natural order of their names.",
      "Ends when all are acknowledged by the brokers."
    })
final class PublishCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private CommonOptions options;

  @Parameters(paramLabel = "DIR", description = "Images, sub-folders included.")
  private Path folder;

  @Option(
      names = "--camera",
      paramLabel = "ID",
      description = "Camera id of all frames. Default: the name of the sub-folder that each is in.")
  private String camera;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "KEY",
      description = "Model that scores them. Default: the one of their camera.")
  private String model;

  @Option(
      names = "--rate",
      paramLabel = "FPS",
      description = "Frames a second at most. Default: as fast as the brokers take them.")
  private Double rate;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures here as well.")
  private Path json;

  PublishCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    MekikiConfig config = options.load(terminal, ConfigKeys.BOOTSTRAP_SERVERS);
    if (!Files.isDirectory(folder)) {
      throw CommandException.badUsage("'" + folder + "' is not a folder");
    }
    if (rate != null && !(rate > 0)) {
      throw CommandException.badUsage("--rate " + rate + " is not legal: it must be above 0");
    }
    try (Admin admin = new BrokerWait(config.kafka(), terminal).connect(Duration.ofMinutes(1))) {
      Services.requireTopics(admin, List.of(config.topics().frames()));
    }
    try (FolderSource source =
            camera == null
                ? FolderSource.byFolderName(folder)
                : FolderSource.ofCamera(folder, camera);
        FramePublisher publisher =
            new FramePublisher(
                config.kafka().producerProperties(),
                config.topics().frames().name(),
                config.topics().maxMessageBytes());
        Progress progress = new Progress(terminal, "publishing", source.size())) {
      return publish(source, publisher, progress);
    } catch (KafkaException e) {
      throw CommandException.failed(e.getMessage());
    }
  }

  private int publish(FolderSource source, FramePublisher publisher, Progress progress)
      throws IOException, InterruptedException {
    AtomicLong acknowledged = new AtomicLong();
    Pace pace = new Pace(rate);
    long sent = 0;
    long unreadable = 0;
    long start = System.nanoTime();
    while (!terminal.lifecycle().isStopping()) {
      Optional<CapturedFrame> next;
      try {
        next = source.next();
      } catch (IOException e) {
        unreadable++;
        terminal.tell("not sent: %s", e.getMessage());
        continue;
      }
      if (next.isEmpty()) {
        break;
      }
      CapturedFrame frame = next.get();
      pace.await(sent, terminal.lifecycle());
      publisher.send(
          frame.camera(),
          frame.encoded(),
          Instant.now(),
          headers(frame),
          (partition, offset) -> progress.to(acknowledged.incrementAndGet()));
      sent++;
    }
    publisher.flush();
    double seconds = (System.nanoTime() - start) / 1e9;
    terminal.print("%d frames published in %.1f s", acknowledged.get(), seconds);
    if (json != null) {
      Json.write(
          json,
          Map.of(
              "published",
              acknowledged.get(),
              "unreadable",
              unreadable,
              "framesPerSecond",
              acknowledged.get() / Math.max(seconds, 1e-9)));
    }
    return unreadable == 0 ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private Map<String, String> headers(CapturedFrame frame) {
    Map<String, String> headers = new HashMap<>();
    frame.frameId().ifPresent(id -> headers.put(FrameHeaders.FRAME_ID, id));
    if (model != null) {
      headers.put(FrameHeaders.MODEL, model);
    }
    return headers;
  }
}
