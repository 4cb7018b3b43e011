package org.mekiki.app.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.app.common.InRange;
import org.mekiki.app.common.JsonFile;
import org.mekiki.app.common.ResultFile;
import org.mekiki.app.common.SceneOption;
import org.mekiki.broker.EmbeddedBroker;
import org.mekiki.camera.simulated.SimulationOptions;
import org.mekiki.cluster.TopicAdmin;
import org.mekiki.cluster.TopicPlan;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.KafkaSettings;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.ModelsSettings;
import org.mekiki.config.Topic;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.service.monitor.ServiceMonitor;
import org.mekiki.service.parts.BackboneFactory;
import org.mekiki.service.parts.Int8Training;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Folders;
import org.mekiki.terminal.Lifecycle;
import org.mekiki.terminal.Terminal;
import org.mekiki.view.View;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mekiki demo}: broker, cameras, training, scoring and page in one process. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Runs everything in one process: a real Kafka broker, training with good frames of a"
          + " simulated camera, scoring of a stream with defects, and the page on loopback.",
      "Needs no other service and no download. Ends with Ctrl-C or after --frames. Then it counts"
          + " every frame, and ends with 1 if one was lost or scored twice, or if it was stopped"
          + " before --frames."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final long HEADLESS_FRAMES = 300;
  private static final long UNTIL_STOPPED = Long.MAX_VALUE;

  private final Terminal terminal;

  @Mixin private CommonOptions options;

  @Option(
      names = "--frames",
      paramLabel = "N",
      description = "End after this number of frames. Default: no end; with --headless 300.")
  @InRange(from = 1)
  private Long frames;

  @Option(names = "--headless", description = "No page.")
  private boolean headless;

  @Option(
      names = "--scene",
      paramLabel = "SCENE",
      defaultValue = "fixture",
      description = {
        "fixture: the part fills the frame and lies still. turned: it lies anywhere at any angle,"
            + " and is taught with its alignment. large: frames of 12 megapixels with defects of"
            + " 12 pixels, taught with a region. Default: ${DEFAULT-VALUE}."
      })
  private String sceneName;

  @Option(
      names = "--good",
      paramLabel = "N",
      description = "Good frames to learn from. Default: 200; 60 with another --scene.")
  @InRange(from = 3)
  private Integer good;

  @Option(
      names = "--cameras",
      paramLabel = "N",
      defaultValue = "2",
      description = "Simulated cameras. Default: ${DEFAULT-VALUE}.")
  @InRange(from = 1, to = 64)
  private int cameras;

  @Option(
      names = "--rate",
      paramLabel = "FPS",
      description =
          "Frames a second of all cameras together. Default: 15; 6 with --scene turned, 2 with"
              + " --scene large.")
  @InRange(above = 0)
  private Double rate;

  @Option(
      names = "--defects",
      paramLabel = "SHARE",
      defaultValue = "0.2",
      description = "Share of defective parts. Default: ${DEFAULT-VALUE}.")
  @InRange(from = 0, to = 1)
  private double defects;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port of the page on 127.0.0.1; 0 for any free one. Default: 8080.")
  @InRange(from = 0, to = 65535)
  private Integer port;

  @Option(
      names = "--json",
      converter = ResultFile.class,
      paramLabel = "FILE",
      description = "Also write the figures to this file, as JSON.")
  private Path json;

  public DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    DemoScene scene = new DemoScene(SceneOption.of(sceneName));
    good = good == null ? Integer.valueOf(scene.goodFrames()) : good;
    rate = rate == null ? Double.valueOf(scene.rate()) : rate;
    SimulationOptions simulation =
        SimulationOptions.DEFAULT.withScene(scene.scene()).withDefectRate(defects);
    long start = System.nanoTime();
    BackboneFactory backbone = new BackboneFactory();
    ConfigLoader wanted = loader("127.0.0.1:1", Path.of("."));
    ServiceMonitor.checkedBy(Int8Training.checkedBy(backbone.checkedBy(wanted))).load();
    BackboneGraph graph = backbone.graph();
    Lifecycle lifecycle = terminal.lifecycle();
    Path state = Files.createTempDirectory("mekiki-demo");
    lifecycle.closeAtEnd("the demo's state", () -> Folders.delete(state));
    EmbeddedBroker broker = lifecycle.closeAtEnd("the broker", EmbeddedBroker.temporary());
    broker.start();
    terminal.tell("Kafka broker on %s", broker.bootstrapServers());
    MekikiConfig config = loader(broker.bootstrapServers(), state).load();
    ServiceMonitor monitor = ServiceMonitor.open(config, terminal, "demo", graph);
    DemoLine line = new DemoLine(config, terminal, monitor, options.seed(), cameras, simulation);
    try (Admin admin = Admin.create(config.kafka().adminProperties())) {
      new TopicAdmin(admin).create(TopicPlan.of(config.topics()));
      monitor.follow(config, lifecycle);
      line.start(graph, admin);
    }
    Optional<View> view =
        scene.view(options.seed(), good, simulation, state, config.image().decoder(), graph);
    line.teach(good, view);
    terminal.tell("ready after %.0f s", (System.nanoTime() - start) / 1e9);
    DemoTally.Summary summary = line.score(frames(), rate);
    summary.print(terminal);
    if (json != null) {
      JsonFile.write(json, summary.json());
    }
    boolean cutOff = summary.published() < frames() && frames() != UNTIL_STOPPED;
    if (cutOff) {
      terminal.tell("stopped after %d of %d frames", summary.published(), frames());
    }
    return summary.complete() && !cutOff ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private long frames() {
    if (frames != null) {
      return frames;
    }
    return headless ? HEADLESS_FRAMES : UNTIL_STOPPED;
  }

  private ConfigLoader loader(String bootstrap, Path state) {
    ConfigLoader loader = options.loader(terminal);
    set(loader, KafkaSettings.BOOTSTRAP_SERVERS.name(), bootstrap);
    set(loader, "topics.replication-factor", "1");
    set(loader, ModelsSettings.ALLOW_UNSIGNED_NETWORKS.name(), "true");
    set(loader, "score.state-dir", state.resolve("score").toString());
    set(loader, "train.state-dir", state.resolve("train").toString());
    for (Topic topic : new Topic[] {Topic.FRAMES, Topic.GOOD, Topic.SCORES, Topic.HEATMAPS}) {
      set(loader, "topics." + topic.id() + ".partitions", "4");
    }
    if (headless) {
      set(loader, "web.enabled", "false");
    }
    if (port != null) {
      loader.set("web.port", port.toString(), "--port");
    }
    return loader;
  }

  private static void set(ConfigLoader loader, String key, String value) {
    loader.set(key, value, "demo");
  }
}
