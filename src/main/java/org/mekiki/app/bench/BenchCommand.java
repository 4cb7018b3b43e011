package org.mekiki.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.app.common.InRange;
import org.mekiki.app.common.ResultFile;
import org.mekiki.app.common.WrittenFile;
import org.mekiki.bench.BenchCheck;
import org.mekiki.bench.BenchTable;
import org.mekiki.bench.Measurement;
import org.mekiki.bench.MeasurementJson;
import org.mekiki.broker.EmbeddedBroker;
import org.mekiki.cluster.TopicAdmin;
import org.mekiki.cluster.TopicPlan;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.KafkaSettings;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.ModelsSettings;
import org.mekiki.config.PadimSettings;
import org.mekiki.config.Topic;
import org.mekiki.service.parts.Int8Training;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Folders;
import org.mekiki.terminal.Lifecycle;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mekiki bench}: what this machine can do. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures what this machine can do: each step of scoring, whole frames in this process, then"
          + " training and scoring over a real broker in this process, exactly once.",
      "Every figure is the median of interleaved rounds, and also a ratio to one pass through the"
          + " backbone on one thread in the same run. Needs no other service and no download."
    })
public final class BenchCommand implements Callable<Integer> {
  private static final int PAPER_DIMENSIONS = 100;

  private final Terminal terminal;

  @Mixin private CommonOptions options;

  @Option(
      names = "--paper",
      description =
          "The published setting: ResNet-18 of random weights unless --backbone names a file, 100"
              + " dimensions unless --dimensions says otherwise, the first feature's own grid. Also"
              + " measures the default grid.")
  private boolean paper;

  @Option(
      names = "--int8",
      description = "Also measure the backbone in int8; always done with --paper.")
  private boolean int8;

  @Option(
      names = "--precision",
      paramLabel = "float32|bf16|int8",
      description =
          "Precision of the model's factors. Default: int8 with --paper, otherwise"
              + " the setting padim.model.precision.")
  private String precision;

  @Option(
      names = "--picture",
      paramLabel = "PIXELS",
      defaultValue = "900",
      description = "Side of the square JPEG pictures. Default: ${DEFAULT-VALUE}.")
  @InRange(from = 16)
  private int picture;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "9",
      description = "Rounds in which the stages are timed in turn. Default: ${DEFAULT-VALUE}.")
  @InRange(from = 1)
  private int rounds;

  @Option(
      names = "--slot",
      paramLabel = "MILLIS",
      defaultValue = "100",
      description = "How long a stage runs in one round. Default: ${DEFAULT-VALUE}.")
  @InRange(from = 1)
  private int slotMillis;

  @Option(names = "--no-broker", description = "Only what runs without Kafka.")
  private boolean noBroker;

  @Option(
      names = "--models",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Number of models in memory, used in turn. With more than one, only whole frames and the"
              + " time to find and swap a model are measured. Default: ${DEFAULT-VALUE}.")
  @InRange(from = 1)
  private int models;

  @Mixin private BenchLoad load;

  @Option(
      names = "--json",
      converter = ResultFile.class,
      paramLabel = "FILE",
      description =
          "Write the figures here as well: [{stage, threads, medianMillis," + " ratioToBackbone}].")
  private Path json;

  @Option(
      names = "--compare",
      paramLabel = "OLD.json",
      description = "Show the change since the run that wrote this file.")
  private Path compare;

  @Option(
      names = "--check",
      description =
          "End with 1 if a ratio of --paper is above its limit, or one of --compare grew by more"
              + " than 15 %%.")
  private boolean check;

  public BenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    List<Measurement> before = compare == null ? List.of() : before();
    List<Measurement> all = new ArrayList<>();
    List<String> facts = new ArrayList<>();
    int first = BenchTeaching.firstFrames(loader().load());
    if (load.good < first) {
      throw CommandException.badUsage(
          Text.of(
              "--good '%d' is not valid; valid: a whole number from %d, by which"
                  + " train.backbone.precision=int8 makes a network"
                  + " (train.backbone.calibration-frames)",
              load.good, first));
    }
    ProcessMemory.keepHeap();
    try (BenchRun run = new BenchRun(terminal, loader().load(), paper, picture)) {
      Duration slot = Duration.ofMillis(slotMillis);
      if (models > 1) {
        all.addAll(run.withModels(models, rounds, slot, facts));
      } else {
        all.addAll(run.inProcess(int8 || paper, rounds, slot, facts));
      }
      if (!noBroker && models == 1) {
        all.addAll(overBroker(run, all.get(0).medianMillis(), facts));
      }
    }
    facts.addAll(ProcessMemory.lines());
    BenchTable.lines(all, before).forEach(line -> terminal.print("%s", line));
    facts.forEach(line -> terminal.print("%s", line));
    if (json != null) {
      WrittenFile.write(json, file -> MeasurementJson.write(file, all));
    }
    List<String> problems = new ArrayList<>(BenchCheck.comparison(all, before));
    if (paper) {
      double commitMillis = loader().load().score().commitInterval().toMillis();
      problems.addAll(BenchCheck.paper(all, commitMillis));
    }
    problems.forEach(problem -> terminal.tell("%s", problem));
    return check && !problems.isEmpty() ? ExitCodes.FAILED : ExitCodes.OK;
  }

  private List<Measurement> overBroker(BenchRun run, double backboneMillis, List<String> facts)
      throws InterruptedException, IOException {
    Lifecycle lifecycle = terminal.lifecycle();
    Path state = Files.createTempDirectory("mekiki-bench");
    lifecycle.closeAtEnd("the bench's state", () -> Folders.delete(state));
    EmbeddedBroker broker = lifecycle.closeAtEnd("the broker", EmbeddedBroker.temporary());
    broker.start();
    List<MekikiConfig> configs = new ArrayList<>();
    for (int i = 0; i < load.instances; i++) {
      configs.add(overBroker(broker.bootstrapServers(), state, "score-" + i));
    }
    MekikiConfig config = configs.get(0);
    try (Admin admin = Admin.create(config.kafka().adminProperties())) {
      new TopicAdmin(admin).create(TopicPlan.of(config.topics()));
      BenchFigures figures =
          new BenchLine(terminal, configs, run.graph(), run.pictures(), backboneMillis)
              .run(admin, load);
      facts.addAll(figures.facts());
      return figures.measurements();
    }
  }

  private MekikiConfig overBroker(String bootstrap, Path state, String instance) {
    ConfigLoader loader = loader();
    loader.set(KafkaSettings.BOOTSTRAP_SERVERS.name(), bootstrap, "bench");
    loader.set("topics.replication-factor", "1", "bench");
    loader.set(ModelsSettings.ALLOW_UNSIGNED_NETWORKS.name(), "true", "bench");
    loader.set("score.state-dir", state.resolve(instance).toString(), "bench");
    loader.set("train.state-dir", state.resolve("train").toString(), "bench");
    String partitions = Integer.toString(load.partitions);
    for (Topic topic : new Topic[] {Topic.FRAMES, Topic.GOOD, Topic.SCORES, Topic.HEATMAPS}) {
      loader.set("topics." + topic.id() + ".partitions", partitions, "bench");
    }
    return Int8Training.checkedBy(loader).load();
  }

  private ConfigLoader loader() {
    ConfigLoader loader = options.loader(terminal);
    String factors = precision == null && paper ? "int8" : precision;
    if (factors != null) {
      loader.set(PadimSettings.MODEL_PRECISION.name(), factors, "--precision");
    }
    if (paper) {
      loader.set("padim.grid", "paper", "--paper");
      loader.set("padim.neighbourhood", "1", "--paper");
      if (!options.hasDimensions()) {
        loader.set("padim.dimensions", Integer.toString(PAPER_DIMENSIONS), "--paper");
      }
    }
    return loader;
  }

  private List<Measurement> before() {
    try {
      return MeasurementJson.read(compare);
    } catch (IOException e) {
      throw CommandException.badUsage("--compare: " + e.getMessage());
    }
  }
}
