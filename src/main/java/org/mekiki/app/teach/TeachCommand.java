package org.mekiki.app.teach;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.app.common.InRange;
import org.mekiki.app.common.ModelFacts;
import org.mekiki.app.common.OddFrames;
import org.mekiki.app.common.ResultFile;
import org.mekiki.app.common.SightMeasurement;
import org.mekiki.app.common.ViewOptions;
import org.mekiki.camera.FolderSource;
import org.mekiki.camera.FrameSource;
import org.mekiki.camera.simulated.SimulatedLine;
import org.mekiki.camera.simulated.SimulationOptions;
import org.mekiki.cluster.BrokerWait;
import org.mekiki.cluster.KafkaAccess;
import org.mekiki.cluster.TopicsThere;
import org.mekiki.config.KafkaSettings;
import org.mekiki.config.MekikiConfig;
import org.mekiki.detect.KeptDetectability;
import org.mekiki.image.SampleBits;
import org.mekiki.model.ModelKeys;
import org.mekiki.model.ModelManifest;
import org.mekiki.service.parts.BackboneFactory;
import org.mekiki.service.parts.ViewedNetwork;
import org.mekiki.stream.access.Role;
import org.mekiki.stream.client.TeachingRuns;
import org.mekiki.stream.models.ModelCatalog;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Counted;
import org.mekiki.view.View;
import org.mekiki.view.ViewDraft;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mekiki teach DIR}: a folder of good images → a published model. */
@Command(
    name = "teach",
    mixinStandardHelpOptions = true,
    description = {
      "Sends a folder of good images to a running 'mekiki train', waits for the model and describes"
          + " it.",
      "30 to 300 images make a good model. Images that can't be read are listed, and the command"
          + " ends with 1."
    })
public final class TeachCommand implements Callable<Integer> {
  /** What takes longer is measured only if somebody asks for it. */
  private static final Duration ENOUGH = Duration.ofSeconds(60);

  private final Terminal terminal;

  @Mixin private CommonOptions options;

  @Mixin private ViewOptions viewOptions;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description = "Good images, sub-folders included.")
  private Path folder;

  @Option(
      names = "--simulate",
      paramLabel = "N",
      description = "Instead of a folder: N good frames of a simulated camera.")
  @InRange(from = 1)
  private Integer simulated;

  @Option(names = "--if-missing", description = "Do nothing if this model already exists.")
  private boolean ifMissing;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "KEY",
      required = true,
      description =
          "Key of the model: a camera's id, or a name that frames have in their header 'model'.")
  private String model;

  @Option(
      names = "--validation",
      paramLabel = "DIR",
      description =
          "Good images that are used only to choose scale and threshold. Default: each training"
              + " image is judged by the model without it.")
  private Path validation;

  @Option(
      names = "--defects",
      paramLabel = "DIR",
      description = "Defective images, for padim.threshold.method = f1. They are not learned.")
  private Path defects;

  @Option(
      names = "--false-alarm-rate",
      paramLabel = "RATE",
      description = "Target share of good frames above the threshold. Default: the trainer's.")
  @InRange(above = 0, below = 1)
  private Double falseAlarmRate;

  @Option(
      names = "--odd",
      paramLabel = "keep|remove",
      defaultValue = "keep",
      description =
          "What to do with good images that look unlike the rest. They never count for the"
              + " threshold. keep: learn them. remove: teach again without them, though"
              + " about half of them may be good. Default:"
              + " ${DEFAULT-VALUE}.")
  private String odd;

  @Option(
      names = "--detect",
      negatable = true,
      description =
          "After the model is published, measure which defects it can see, and keep the figures"
              + " with it. Paints defects on 8 images of --validation; without that, on 8 good"
              + " images, which are shown to a second model of the others. Default: with 16 good"
              + " images or --validation, if it takes less than a minute. With --detect, a failure"
              + " ends the command with 1.")
  private Boolean detect;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description =
          "How long to wait for a trainer that sends nothing. Default: ${DEFAULT-VALUE} s.")
  @InRange(from = 1)
  private long timeoutSeconds;

  @Option(
      names = "--json",
      converter = ResultFile.class,
      paramLabel = "FILE",
      description = "Also write what is known of the model to this file, as JSON.")
  private Path json;

  public TeachCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    check();
    OddFrames wanted = OddFrames.parse(odd);
    Optional<ViewDraft> said = viewOptions.said();
    MekikiConfig config = options.load(terminal, KafkaSettings.BOOTSTRAP_SERVERS);
    BackboneFactory.requireOne(config);
    // An interrupt would reach a Kafka client in the middle, and keep the run from being cancelled.
    terminal.lifecycle().lookedFor();
    TeachSources sources = sources();
    Optional<View> view = said.flatMap(draft -> view(draft, sources, config));
    try (Admin admin = new BrokerWait(config.kafka(), terminal).connect(BrokerWait.ONE_SHOT)) {
      // Without a right to read views, a model sees what the options say.
      String views = config.topics().views().name();
      KafkaAccess.require(
          terminal, admin, config, Role.TEACH, permission -> !permission.name().equals(views));
      TopicsThere.require(
          admin,
          List.of(config.topics().good(), config.topics().training(), config.topics().models()));
    }
    if (ifMissing && isThere(config)) {
      terminal.tell("model '%s' is there already; nothing to do", model);
      return ExitCodes.OK;
    }
    if (said.isEmpty()) {
      view = SavedView.of(model, config, terminal).flatMap(draft -> view(draft, sources, config));
    }
    tellOtherRuns(config);
    Taught first = teach(config, sources, view, Set.of());
    List<String> names = first.manifest().calibration().goodFrames().odd();
    Taught last = first;
    if (wanted == OddFrames.REMOVE && !names.isEmpty()) {
      terminal.tell(
          "%d odd frames are removed, and about half of them may be good: look at them. The model"
              + " is taught again: %s",
          names.size(), String.join(", ", names));
      last = teach(config, sources(), view, new HashSet<>(names));
    }
    boolean sightKept = describe(last, new Sight(config, terminal));
    return first.rejected() + last.rejected() == 0 && sightKept ? ExitCodes.OK : ExitCodes.FAILED;
  }

  /**
   * Prints and writes the facts, figures that are measured always.
   *
   * @return false if what the model can see was asked for, and is not known or not kept
   */
  private boolean describe(Taught taught, Sight sight) throws IOException {
    ModelManifest manifest = taught.manifest();
    ModelFacts.print(terminal, manifest);
    if (json != null) {
      ModelFacts.write(json, manifest, Optional.empty());
    }
    boolean asked = Boolean.TRUE.equals(detect);
    Duration atMost = asked ? SightMeasurement.ANY_TIME : ENOUGH;
    Optional<KeptDetectability> seen =
        taught.sight().flatMap(frames -> sight.measured(manifest, frames, atMost));
    seen.ifPresent(figures -> ModelFacts.print(terminal, figures.figures()));
    if (json != null && seen.isPresent()) {
      ModelFacts.write(json, manifest, seen);
    }
    boolean kept = seen.isPresent() && sight.keep(manifest, seen.get());
    return kept || !asked;
  }

  /** What came of a run. */
  private record Taught(ModelManifest manifest, long rejected, Optional<SightFrames> sight) {}

  /**
   * One run.
   *
   * @param without ids of good frames that are left out
   */
  private Taught teach(
      MekikiConfig config, TeachSources sources, Optional<View> view, Set<String> without) {
    TeachSources.tooFew(sources.learned(without))
        .ifPresent(warning -> terminal.tell("%s", warning));
    if (terminal.lifecycle().isStopping()) {
      throw CommandException.failed("stopped before anything was sent");
    }
    // Frames that are removed count too: a model that is taught again keeps its features.
    TeachingSession session =
        new TeachingSession(
            config, terminal, model, sources.learned(Set.of()), sources.sent(without));
    view.ifPresent(session::useView);
    Integer set = config.image().bits().get(model);
    if (set != null) {
      session.useBits(set);
    } else if (sources.good() instanceof FolderSource files) {
      session.useBits(bits(files, config));
    }
    try (session) {
      terminal.tell("run %s of model '%s'; Ctrl-C cancels it", session.run(), model);
      sources.send(session, without);
      TrainingEvent end = session.fit(falseAlarmRate, Duration.ofSeconds(timeoutSeconds));
      if (end.event() != TrainingEvent.Kind.PUBLISHED) {
        throw CommandException.failed("no model was published: " + end.message());
      }
      return new Taught(
          session.manifest(end.version()), session.rejected(), sources.sight(without));
    }
  }

  /** The view with what the good images tell of it: the trainer's instances must not differ. */
  private Optional<View> view(ViewDraft draft, TeachSources sources, MekikiConfig config) {
    if (draft.saysNothing()) {
      return Optional.empty();
    }
    if (!(sources.good() instanceof FolderSource files)) {
      throw CommandException.badUsage(
          "a view needs a folder of good images, not --simulate; --align none teaches the whole"
              + " frame");
    }
    ViewedNetwork network =
        ViewOptions.network(
            draft,
            files.files(),
            config.image().decoder(),
            config.image().bits().getOrDefault(model, SampleBits.UNKNOWN),
            BackboneFactory.load(config));
    return network.view();
  }

  /** Both are published, one after the other: the later one is what scores. */
  private void tellOtherRuns(MekikiConfig config) {
    TeachingRuns.read(
            config.kafka().consumerProperties(),
            config.topics().training().name(),
            terminal.lifecycle()::isStopping)
        .open()
        .stream()
        .filter(run -> run.model().equals(model) && !run.run().isEmpty())
        .forEach(
            run ->
                terminal.tell(
                    "model '%s' is being taught already: run %s has %s and was last heard"
                        + " of %s ago. If both are completed, both are published, one after the"
                        + " other; 'mekiki train runs --cancel %s' ends that one",
                    model,
                    run.run(),
                    Counted.of(run.frames(), "frame"),
                    Ages.text(Duration.between(run.heard(), Instant.now())),
                    run.run()));
  }

  /** How many bits of 16 the good images use, as frames without a header will be read. */
  private int bits(FolderSource files, MekikiConfig config) {
    SampleBits bits = SampleBits.of(files.files(), config.image().decoder());
    if (bits.bits() > 0 && bits.bits() < 16) {
      terminal.tell(
          "the images use %d bits of their samples of 16; the model will read frames so",
          bits.bits());
    }
    return bits.bits();
  }

  private boolean isThere(MekikiConfig config) {
    return ModelCatalog.read(config.kafka().consumerProperties(), config.topics().models().name())
        .current(model)
        .isPresent();
  }

  private void check() {
    if ((folder == null) == (simulated == null)) {
      throw CommandException.badUsage("name either a folder or --simulate N");
    }
    if (!ModelKeys.legal(model)) {
      throw CommandException.badUsage(
          "--model '"
              + model
              + "' is not valid; valid: 1 to 200 of the characters A-Z a-z 0-9 . _ -");
    }
  }

  private TeachSources sources() throws IOException {
    FolderSource files = folder == null ? null : TeachSources.folder(folder, model, terminal);
    Supplier<FrameSource> drawn =
        () -> SimulatedLine.teacher(options.seed(), simulated, SimulationOptions.DEFAULT);
    return TeachSources.of(
        files == null ? drawn.get() : files,
        files == null ? simulated : files.size(),
        places -> files == null ? drawn.get() : files.only(places),
        validation == null ? null : TeachSources.folder(validation, model, terminal),
        defects == null ? null : TeachSources.folder(defects, model, terminal),
        detect);
  }
}
