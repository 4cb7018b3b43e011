package org.mekiki.app.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.mekiki.app.common.InRange;
import org.mekiki.app.common.SecretUrl;
import org.mekiki.camera.CameraAddress;
import org.mekiki.camera.FolderSource;
import org.mekiki.camera.FrameSource;
import org.mekiki.camera.LiveCamera;
import org.mekiki.camera.WatchedFolder;
import org.mekiki.camera.simulated.SimulatedLine;
import org.mekiki.camera.simulated.SimulationOptions;
import org.mekiki.config.type.Units;
import org.mekiki.stream.codec.FrameReader;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Counted;
import org.mekiki.text.Text;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** The flags of {@code publish} that say where frames come from. */
final class PublishSource {
  private static final int MAX_SIMULATED = 1000;
  private static final Double SIMULATED_RATE = 5.0;
  private static final Duration SETTLE = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  @Parameters(paramLabel = "DIR", arity = "0..1", description = "Images, sub-folders included.")
  private Path folder;

  @Option(
      names = "--watch",
      paramLabel = "DIR",
      description =
          "A folder into which cameras write pictures. Sends those that are there and new ones,"
              + " oldest first, until you stop the command. A published file is moved to"
              + " DIR/.published; see --move-to and --delete.")
  private Path watch;

  @Option(
      names = "--move-to",
      paramLabel = "DIR",
      description = "With --watch: where published files go.")
  private Path moveTo;

  @Option(names = "--delete", description = "With --watch: delete published files.")
  private boolean delete;

  @Option(
      names = "--rtsp",
      paramLabel = "URL",
      description =
          "A camera that speaks RTSP; needs ffmpeg 5.1 or newer. A URL of env:NAME is read from"
              + " that environment variable, here and below.")
  private String rtsp;

  @Option(
      names = "--mjpeg",
      paramLabel = "URL",
      description = "A camera that sends a stream of JPEGs over HTTP.")
  private String mjpeg;

  @Option(
      names = "--snapshot",
      paramLabel = "URL",
      description = "A camera that sends a picture for each HTTP request; see --every.")
  private String snapshot;

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "With --snapshot: time between two requests, 10ms to 1d. Default: 1s.")
  private Duration every;

  @Option(
      names = "--skip",
      description =
          "With a live camera: if frames come faster than they can be sent, send only the newest."
              + " Without this flag the camera has to wait.")
  private boolean skip;

  @Option(
      names = "--simulate",
      paramLabel = "CAMERAS",
      description =
          "Number of simulated cameras, cam-1 and up. They send 5 frames per second, or --rate,"
              + " until you stop the command.")
  @InRange(from = 1, to = MAX_SIMULATED)
  private Integer simulated;

  @Option(
      names = "--frames",
      paramLabel = "N",
      description = "End after this number of frames. Not for a folder's images.")
  @InRange(from = 1)
  private Long frames;

  @Option(
      names = "--defects",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description = "With --simulate: share of defective parts. Default: ${DEFAULT-VALUE}.")
  @InRange(from = 0, to = 1)
  private double defects;

  @Option(
      names = "--camera",
      paramLabel = "ID",
      description =
          "Camera id of all frames; required with a live camera. Default: the name of the"
              + " sub-folder that each image is in.")
  private String camera;

  private CameraAddress address;
  private FolderSource files;

  /** {@code 500ms} → duration. */
  static final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      try {
        return Units.parseDuration(value);
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw new TypeConversionException(
            "'" + value + "' is not a duration; valid: 500ms, 2s, 1m and the like");
      }
    }
  }

  /**
   * Refuses what can't be.
   *
   * @param terminal whose environment addresses may name, and where left out files are told
   * @throws CommandException naming the flag, or the folder if it has no picture that can be read
   */
  void check(Terminal terminal) throws IOException, InterruptedException {
    if (Stream.of(folder, simulated, watch, rtsp, mjpeg, snapshot).filter(Objects::nonNull).count()
        != 1) {
      throw CommandException.badUsage(
          "name either a folder or --simulate CAMERAS or one of --watch, --rtsp, --mjpeg,"
              + " --snapshot");
    }
    Path dir = folder == null ? watch : folder;
    if (dir != null && !Files.isDirectory(dir)) {
      throw CommandException.badUsage("'" + dir + "' is not a folder");
    }
    if (camera != null && (camera.isEmpty() || camera.length() > FrameReader.LONGEST_CAMERA)) {
      throw CommandException.badUsage(
          Text.of(
              "--camera '%s' has %s; valid: 1 to %d",
              Text.start(camera, 40),
              Counted.of(camera.length(), "character"),
              FrameReader.LONGEST_CAMERA));
    }
    checkBelonging();
    if (isLive()) {
      address = address(terminal.environment());
    }
    if (rtsp != null) {
      Optional<String> problem = LiveCamera.rtspProblem();
      if (problem.isPresent()) {
        throw CommandException.failed(problem.get());
      }
    }
    if (folder != null) {
      files = files(terminal);
    }
  }

  private FolderSource files(Terminal terminal) throws IOException {
    FolderSource found =
        camera == null ? FolderSource.byFolderName(folder) : FolderSource.ofCamera(folder, camera);
    found.leftOut().forEach(sentence -> terminal.tell("%s", sentence));
    if (found.size() == 0) {
      throw CommandException.failed("folder " + folder + " holds no picture that can be read");
    }
    return found;
  }

  private void checkBelonging() {
    if (watch == null && (delete || moveTo != null)) {
      throw CommandException.badUsage("--delete and --move-to belong to --watch");
    }
    if (delete && moveTo != null) {
      throw CommandException.badUsage("--delete and --move-to exclude each other");
    }
    if (!isLive() && skip) {
      throw CommandException.badUsage("--skip belongs to --rtsp, --mjpeg and --snapshot");
    }
    if (snapshot == null && every != null) {
      throw CommandException.badUsage("--every belongs to --snapshot");
    }
    if (every != null
        && (every.compareTo(Duration.ofMillis(10)) < 0
            || every.compareTo(Duration.ofDays(1)) > 0)) {
      throw CommandException.badUsage("--every is not valid: 10ms to 1d");
    }
    if (isLive() && (camera == null || camera.isBlank())) {
      throw CommandException.badUsage(
          "--camera ID is missing: a live camera has no name of its own");
    }
  }

  private boolean isLive() {
    return rtsp != null || mjpeg != null || snapshot != null;
  }

  /** Whether the source ends only when it is told to. */
  boolean isEndless() {
    return folder == null;
  }

  /** Whether frames have ids that a source gives again after a restart for other frames. */
  boolean isSimulated() {
    return simulated != null;
  }

  /** Whether a frame's own time says when the camera took it. */
  boolean knowsWhen() {
    return isLive() || watch != null;
  }

  /** Frames a second where no rate is given; null for no limit. */
  Double defaultRate() {
    return simulated == null ? null : SIMULATED_RATE;
  }

  /** It ends after this number of frames, whatever the source. */
  long limit() {
    return frames == null || folder != null ? Long.MAX_VALUE : frames;
  }

  /** How many frames it will be; -1 if nobody knows. */
  long total() {
    if (folder != null) {
      return files.size();
    }
    return frames == null ? -1 : frames;
  }

  FrameSource open(Terminal terminal, long seed) throws IOException {
    if (simulated != null) {
      return new SimulatedLine(
          simulated, seed, limit(), SimulationOptions.DEFAULT.withDefectRate(defects));
    }
    if (folder != null) {
      return files;
    }
    if (watch != null) {
      Path published = moveTo == null ? watch.resolve(WatchedFolder.PUBLISHED) : moveTo;
      return new WatchedFolder(
          watch,
          new WatchedFolder.Options(
              Optional.ofNullable(camera),
              delete ? Optional.empty() : Optional.of(published),
              SETTLE,
              PATIENCE,
              LOOK_EVERY,
              text -> terminal.tell("%s", text)));
    }
    return live(terminal);
  }

  private LiveCamera live(Terminal terminal) {
    LiveCamera.Options options =
        new LiveCamera.Options(camera, skip, text -> terminal.tell("%s", text));
    if (rtsp != null) {
      return LiveCamera.rtsp(address, options);
    }
    return mjpeg != null
        ? LiveCamera.mjpeg(address, options)
        : LiveCamera.snapshots(address, every == null ? Duration.ofSeconds(1) : every, options);
  }

  private CameraAddress address(Map<String, String> environment) {
    String flag = rtsp != null ? "--rtsp" : mjpeg != null ? "--mjpeg" : "--snapshot";
    String given = rtsp != null ? rtsp : mjpeg != null ? mjpeg : snapshot;
    String text = SecretUrl.resolve(flag, given, environment);
    try {
      return flag.equals("--rtsp") ? LiveCamera.rtspAddress(text) : LiveCamera.httpAddress(text);
    } catch (IllegalArgumentException e) {
      throw CommandException.badUsage(flag + " is not valid: " + e.getMessage());
    }
  }
}
