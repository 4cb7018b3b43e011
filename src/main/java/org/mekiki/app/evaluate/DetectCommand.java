package org.mekiki.app.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.app.common.InRange;
import org.mekiki.app.common.JsonFile;
import org.mekiki.app.common.PublishedModel;
import org.mekiki.app.common.ResultFile;
import org.mekiki.app.common.SightMeasurement;
import org.mekiki.app.common.WrittenFile;
import org.mekiki.camera.FolderSource;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.ImageSettings;
import org.mekiki.config.KafkaSettings;
import org.mekiki.config.MekikiConfig;
import org.mekiki.detect.Detectability;
import org.mekiki.detect.DetectabilityJson;
import org.mekiki.detect.DetectionSettings;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.Picture;
import org.mekiki.image.SampleBits;
import org.mekiki.image.file.ImageException;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.model.ModelAssembler;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.service.parts.BackboneFactory;
import org.mekiki.service.parts.InspectionModelFactory;
import org.mekiki.service.parts.ModelTrust;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mekiki detect DIR}: what a published model can see. */
@Command(
    name = "detect",
    mixinStandardHelpOptions = true,
    description = {
      "Paints defects on good frames and says from which size on a model finds them, by kind and"
          + " contrast, and where it is blind (docs/detectability.md).",
      "DIR holds good frames that the model has not learned: it would know those too well.",
      "Files that can't be used are listed, and the command ends with 1."
    })
public final class DetectCommand implements Callable<Integer> {
  private static final int MAP_SIDE = 640;

  private final Terminal terminal;

  @Mixin private CommonOptions options;

  @Parameters(paramLabel = "DIR", description = "Good frames.")
  private Path folder;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "KEY",
      description = "A model on the topic, its current version.")
  private String model;

  @Option(
      names = "--version-number",
      paramLabel = "N",
      description = "A kept version of the model. Default: the current one.")
  @InRange(from = 1)
  private Long version;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "A model in a file of 'mekiki models export' instead. Needs no Kafka.")
  private Path file;

  @Option(
      names = "--contrast",
      paramLabel = "LEVELS",
      split = ",",
      defaultValue = "30,60,120",
      description = "Contrasts in grey levels, 1 to 255. Default: ${DEFAULT-VALUE}.")
  private List<Integer> contrasts;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      split = ",",
      description =
          "Sizes in pixels of the frame, at least 2. Default: seven that suit"
              + " the network's input.")
  private List<Double> sizes = List.of();

  @Option(
      names = "--frames",
      paramLabel = "N",
      defaultValue = "" + DetectionSettings.FRAMES,
      description =
          "Number of frames to paint on, evenly chosen. More take longer and say more. Default:"
              + " ${DEFAULT-VALUE}.")
  @InRange(from = 1)
  private int frames;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Number of frames that are scored at a time. Default: one per processor.")
  @InRange(from = 1)
  private Integer threads;

  @Option(
      names = "--map",
      converter = ResultFile.class,
      paramLabel = "FILE",
      description = "Write the map of blind spots over a frame here, a JPEG.")
  private Path map;

  @Option(
      names = "--json",
      converter = ResultFile.class,
      paramLabel = "FILE",
      description = "Also write the figures as JSON.")
  private Path json;

  public DetectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if ((model == null) == (file == null)) {
      throw CommandException.badUsage("give either --model KEY or --file FILE");
    }
    if (!Files.isDirectory(folder)) {
      throw CommandException.badUsage("'" + folder + "' is not a folder");
    }
    BackboneFactory backbone = new BackboneFactory();
    ConfigLoader loader =
        model == null
            ? options.loader(terminal)
            : options.loader(terminal, KafkaSettings.BOOTSTRAP_SERVERS);
    MekikiConfig config = backbone.checkedBy(ModelTrust.checkedBy(loader)).load();
    DetectionSettings settings = settings(config.padim().seed());
    try (OnnxFeatureExtractor extractor = BackboneFactory.extractor(backbone.graph(), config)) {
      InspectionModelFactory factory =
          new InspectionModelFactory(
              extractor, backbone.graph(), BackboneFactory.published(config));
      ModelAssembler assembler = BackboneFactory.assembler(backbone.graph());
      InspectionModel scorer =
          file == null
              ? PublishedModel.ofTopic(config, model, version, assembler, factory)
              : PublishedModel.ofFile(config, file, assembler, factory);
      return measure(scorer, config.image(), settings);
    }
  }

  private DetectionSettings settings(long seed) {
    int workers = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    try {
      return new DetectionSettings(
          contrasts, sizes, frames, DetectionSettings.PLACES, seed, workers);
    } catch (IllegalArgumentException e) {
      throw CommandException.badUsage(e.getMessage());
    }
  }

  private int measure(InspectionModel scorer, ImageSettings image, DetectionSettings settings)
      throws IOException {
    ImageDecoder decoder = image.decoder();
    List<Path> files = FolderSource.ofCamera(folder, "detect").files();
    SightMeasurement sight =
        new SightMeasurement(
            terminal, scorer, image.rules(), () -> SampleBits.of(files, decoder).bits());
    List<String> unreadable = new ArrayList<>();
    List<Picture> pictures = pictures(files, sight, decoder, unreadable);
    unreadable.forEach(problem -> terminal.tell("%s", problem));
    if (pictures.isEmpty()) {
      throw CommandException.failed("folder " + folder + " holds no picture that can be read");
    }
    Detectability seen = sight.measure(pictures, settings);
    terminal.print("%s version %d", scorer.key(), scorer.version());
    seen.lines().forEach(line -> terminal.print("%s", line));
    write(seen);
    return unreadable.isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
  }

  /** Frames of the folder, evenly chosen. */
  private List<Picture> pictures(
      List<Path> files, SightMeasurement sight, ImageDecoder decoder, List<String> unreadable)
      throws IOException {
    List<Picture> pictures = new ArrayList<>();
    int count = Math.min(frames, files.size());
    for (int i = 0; i < count; i++) {
      Path frame = files.get((int) ((long) i * files.size() / count));
      try {
        pictures.add(sight.decode(decoder, Files.readAllBytes(frame)));
      } catch (ImageException e) {
        unreadable.add(frame + ": " + e.getMessage());
      }
    }
    return pictures;
  }

  private void write(Detectability seen) throws IOException {
    if (json != null) {
      JsonFile.write(json, DetectabilityJson.of(seen));
    }
    Optional<byte[]> picture = seen.blindSpots().flatMap(spots -> spots.jpeg(MAP_SIDE));
    if (map != null && picture.isPresent()) {
      WrittenFile.write(map, file -> Files.write(file, picture.get()));
      terminal.tell("map: %s", map);
    }
  }
}
