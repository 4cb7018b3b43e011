package org.mekiki.app.teach;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.mekiki.app.common.PublishedModel;
import org.mekiki.app.common.SightMeasurement;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.key.ConfigException;
import org.mekiki.detect.Detectability;
import org.mekiki.detect.DetectionSettings;
import org.mekiki.detect.KeptDetectability;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.Picture;
import org.mekiki.image.SampleBits;
import org.mekiki.image.file.ImageException;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.signing.SigningKeyException;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.padim.gaussian.MahalanobisDistance;
import org.mekiki.service.parts.BackboneFactory;
import org.mekiki.service.parts.InspectionModelFactory;
import org.mekiki.service.parts.ModelTopicAccess;
import org.mekiki.stream.models.ModelTopicException;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Text;

/** What a model can see that was just taught: measured here, and kept with it by the trainer. */
final class Sight {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** A trainer that is busy with a fit takes its next record when that is done. */
  private static final Duration KEEPING = Duration.ofSeconds(60);

  /** The model as it was read, as it is used, and room for what a frame takes. */
  private static final int COPIES = 3;

  private static final long OWN_BYTES = 128_000_000;

  /** Of a picture, in each thread, while it is painted on. */
  private static final long PAINTED = 3;

  private static final int THREADS = Runtime.getRuntime().availableProcessors();

  private final MekikiConfig config;
  private final Terminal terminal;
  private final Duration keeping;

  Sight(MekikiConfig config, Terminal terminal) {
    this(config, terminal, KEEPING);
  }

  /**
   * @param keeping how long to wait for the trainer to keep figures
   */
  Sight(MekikiConfig config, Terminal terminal, Duration keeping) {
    this.config = config;
    this.terminal = terminal;
    this.keeping = keeping;
  }

  /**
   * Measures.
   *
   * @param atMost gives up as soon as it is seen to take longer
   * @return empty if it could not be measured, which was said
   */
  Optional<KeptDetectability> measured(
      ModelManifest manifest, SightFrames frames, Duration atMost) {
    try {
      requireMemory(manifest, frames, 0);
      return Optional.of(measure(manifest, frames, atMost));
    } catch (CommandException
        | ConfigException
        | KafkaException
        | ModelTopicException
        | OnnxException
        | SigningKeyException
        | SecondModel.NotLearnedException e) {
      terminal.tell(
          "what %s can see is not known: %s. 'mekiki detect' measures it with good images that it"
              + " has not learned",
          manifest.label(),
          e instanceof ConfigException several
              ? String.join("; ", several.problems())
              : e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Checks that there is memory.
   *
   * @param picture of each frame to paint on; 0 if it is not known yet
   */
  private static void requireMemory(ModelManifest manifest, SightFrames frames, long picture) {
    long bytes =
        COPIES
                * MahalanobisDistance.bytes(
                    manifest.grid().patches(), manifest.dimensions(), manifest.chunks().precision())
            + OWN_BYTES
            + (frames.count() + PAINTED * THREADS) * picture
            + (frames.others().isPresent() ? SecondModel.bytes(manifest) : 0);
    long most = Runtime.getRuntime().maxMemory();
    if (bytes > most) {
      throw CommandException.failed(
          Text.of(
              "that takes about %d MB of memory, and this process may have %d;"
                  + " MEKIKI_JAVA_OPTS=-Xmx gives it more",
              bytes / 1_000_000, most / 1_000_000));
    }
  }

  /** Names both networks, before the model is fetched. */
  private static void requireNetwork(ModelManifest manifest, BackboneGraph graph) {
    String own = graph.backbone().name();
    String needed = manifest.backbone().name();
    if (!manifest.graph().exists() && !own.equals(needed)) {
      throw CommandException.failed(
          Text.of(
              "its network is '%s', and padim.backbone is '%s' here; give this command the"
                  + " trainer's",
              needed, own));
    }
  }

  private KeptDetectability measure(ModelManifest manifest, SightFrames frames, Duration atMost) {
    BackboneGraph graph = BackboneFactory.load(config);
    requireNetwork(manifest, graph);
    try (OnnxFeatureExtractor extractor = BackboneFactory.extractor(graph, config)) {
      InspectionModelFactory factory =
          new InspectionModelFactory(extractor, graph, BackboneFactory.published(config));
      InspectionModel scorer =
          PublishedModel.ofTopic(
              config,
              manifest.model(),
              manifest.version(),
              BackboneFactory.assembler(graph),
              factory);
      try {
        return KeptDetectability.of(
            manifest.chunks().sha256(), measure(manifest, scorer, frames, atMost));
      } finally {
        factory.release(scorer);
      }
    }
  }

  private Detectability measure(
      ModelManifest manifest, InspectionModel scorer, SightFrames frames, Duration atMost) {
    SightMeasurement sight =
        new SightMeasurement(terminal, scorer, config.image().rules(), () -> SampleBits.UNKNOWN);
    ImageDecoder decoder = config.image().decoder();
    List<Picture> pictures = new ArrayList<>();
    for (Iterator<byte[]> painted = frames.painted().iterator(); painted.hasNext(); ) {
      try {
        Picture picture = sight.decode(decoder, painted.next());
        requireMemory(manifest, frames, 3L * picture.width() * picture.height());
        pictures.add(picture);
      } catch (ImageException e) {
        terminal.tell("a good image can't be painted on: %s", e.getMessage());
      }
    }
    if (pictures.isEmpty()) {
      throw CommandException.failed("none of the images to paint on can be read");
    }
    DetectionSettings settings = DetectionSettings.defaults(config.padim().seed(), THREADS);
    if (frames.others().isEmpty()) {
      return sight.measure(pictures, settings, atMost);
    }
    try (SightMeasurement.Steps steps = sight.steps(atMost)) {
      SecondModel.Learned second =
          new SecondModel(manifest, scorer)
              .learn(
                  frames.others().get(),
                  frame -> sight.decode(decoder, frame),
                  pictures,
                  steps,
                  THREADS);
      return sight
          .measure(second.padim(), pictures, settings, steps)
          .ofSecondModel(second.frames());
    }
  }

  /**
   * Has the trainer keep it with the model.
   *
   * @return false if that is not done, and why was said
   */
  boolean keep(ModelManifest manifest, KeptDetectability seen) {
    Optional<String> failure;
    try {
      failure = notKept(manifest, seen);
    } catch (ModelTopicException e) {
      failure = Optional.of(e.getMessage());
    } catch (KafkaException e) {
      failure = Optional.of("Kafka failed: " + e.getMessage());
    }
    failure.ifPresent(
        why -> terminal.tell("what %s can see is not kept with it: %s", manifest.label(), why));
    return failure.isEmpty();
  }

  private Optional<String> notKept(ModelManifest manifest, KeptDetectability seen) {
    JsonNode json;
    try {
      json = MAPPER.readTree(seen.toBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    BooleanSupplier stop = terminal.lifecycle()::isStopping;
    if (new ModelTopicAccess(config).keepDetectability(manifest, json, keeping, stop)) {
      return Optional.empty();
    }
    return Optional.of(
        stop.getAsBoolean()
            ? "stopped before the trainer had done so"
            : "the trainer has not done so within "
                + keeping.toSeconds()
                + " s: it is busy, or of an older release, which makes a dead letter of it");
  }
}
