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
import org.mekiki.camera.FrameSource;
import org.mekiki.camera.SimulatedLine;
import org.mekiki.camera.SimulationOptions;
import org.mekiki.config.ConfigKeys;
import org.mekiki.config.MekikiConfig;
import org.mekiki.stream.FrameHeaders;
import org.mekiki.stream.FramePublisher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mekiki publish DIR}: images of a folder, or of simulated cameras → frames. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    description = {
      "Sends the images of a folder to the topic of frames, in natural order of their names; or what"
          + " simulated cameras see.",
      "Ends when all are acknowledged by the brokers."
    })
final class PublishCommand implements Callable<Integer> {
  private static final int MAX_SIMULATED = 1000;
  private static final Double SIMULATED_RATE = 5.0;

  private final Terminal terminal;

  @Mixin private CommonOptions options;

  @Parameters(paramLabel = "DIR", arity = "0..1", description = "Images, sub-folders included.")
  private Path folder;

  @Option(
      names = "--simulate",
      paramLabel = "CAMERAS",
      description =
          "Instead of a folder: so many simulated cameras, cam-1 on, at 5 frames a second or what"
              + " --rate says, until the command is stopped.")
  private Integer simulated;

  @Option(
      names = "--frames",
      paramLabel = "N",
      description = "With --simulate: end after so many frames.")
  private Long frames;

  @Option(
      names = "--defects",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description = "With --simulate: share of defective parts. Default: ${DEFAULT-VALUE}.")
  private double defects;

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
    check();
    try (Admin admin = new BrokerWait(config.kafka(), terminal).connect(Duration.ofMinutes(1))) {
      Services.requireTopics(admin, List.of(config.topics().frames()));
    }
    long total = total();
    try (FrameSource source = source();
        FramePublisher publisher =
            new FramePublisher(
                config.kafka().producerProperties(),
                config.topics().frames().name(),
                config.topics().maxMessageBytes());
        Progress progress = new Progress(terminal, "publishing", total)) {
      return publish(source, publisher, progress);
    } catch (KafkaException e) {
      throw CommandException.failed(e.getMessage());
    }
  }

  private void check() {
    if ((folder == null) == (simulated == null)) {
      throw CommandException.badUsage("name either a folder or --simulate CAMERAS");
    }
    if (folder != null && !Files.isDirectory(folder)) {
      throw CommandException.badUsage("'" + folder + "' is not a folder");
    }
    if (rate != null && !(rate > 0)) {
      throw CommandException.badUsage("--rate " + rate + " is not legal: it must be above 0");
    }
    if (simulated != null && (simulated < 1 || simulated > MAX_SIMULATED)) {
      throw CommandException.badUsage(
          "--simulate " + simulated + " is not legal: 1 to " + MAX_SIMULATED);
    }
    if (frames != null && frames < 1) {
      throw CommandException.badUsage("--frames " + frames + " is not legal: at least 1");
    }
    if (!(defects >= 0 && defects <= 1)) {
      throw CommandException.badUsage("--defects " + defects + " is not legal: 0 to 1");
    }
  }

  private FrameSource source() throws IOException {
    if (simulated != null) {
      return new SimulatedLine(
          simulated,
          options.seed(),
          frames == null ? Long.MAX_VALUE : frames,
          SimulationOptions.DEFAULT.withDefectRate(defects));
    }
    return camera == null
        ? FolderSource.byFolderName(folder)
        : FolderSource.ofCamera(folder, camera);
  }

  private long total() throws IOException {
    if (simulated == null) {
      return FolderSource.byFolderName(folder).size();
    }
    return frames == null ? -1 : frames;
  }

  private int publish(FrameSource source, FramePublisher publisher, Progress progress)
      throws IOException, InterruptedException {
    AtomicLong acknowledged = new AtomicLong();
    Pace pace = new Pace(simulated != null && rate == null ? SIMULATED_RATE : rate);
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
    // A simulation that is started again shows the same frames again, but they are other parts.
    if (simulated == null) {
      frame.frameId().ifPresent(id -> headers.put(FrameHeaders.FRAME_ID, id));
    }
    if (model != null) {
      headers.put(FrameHeaders.MODEL, model);
    }
    return headers;
  }
}
