package org.mekiki.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.Patience;
import org.mekiki.app.InProcess;
import org.mekiki.app.Main;
import org.mekiki.cluster.FrameOrigin;
import org.mekiki.config.MekikiConfig;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.SmallNetwork;

/**
 * Brokers with Mekiki's topics, and the services that a test starts on them, each a process of its
 * own. What still runs at the end is killed, also when the test itself is.
 */
final class Line implements AutoCloseable {
  static final Duration PATIENCE = Patience.PATIENCE;

  /** What a service prints when it works, by its command. */
  private static final String SCORING = "scoring ";

  private static final String LEARNING = "learning from ";
  private static final List<String> SERVICE_JVM = List.of("-Xmx320m");

  private final Path folder;
  private final Path backbone;
  private final LineSettings settings;
  private final Path configFile;
  private final List<Child> children = new CopyOnWriteArrayList<>();
  private final Thread killer = new Thread(this::killAll, "killer");
  final MekikiConfig config;
  final Cluster brokers;

  /** A running broker with all topics. */
  Line(Path folder) {
    this(folder, settings -> settings);
  }

  /** The same with other settings. */
  Line(Path folder, UnaryOperator<LineSettings> change) {
    this(folder, 1, change);
  }

  /** The same with so many brokers, and as many copies of each topic. */
  Line(Path folder, int brokers, UnaryOperator<LineSettings> change) {
    this(folder, brokers, Cluster.CURRENT, change);
  }

  /** The same with brokers of another release. */
  Line(Path folder, Cluster.Release release) {
    this(folder, 1, release, settings -> settings);
  }

  private Line(
      Path folder, int brokers, Cluster.Release release, UnaryOperator<LineSettings> change) {
    this.folder = folder;
    this.backbone = SmallNetwork.write(folder);
    this.brokers =
        new Cluster(
            folder,
            brokers,
            release,
            new Cluster.Processes() {
              @Override
              public Child child(String name, List<String> jvm, Class<?> main, String... args) {
                return Line.this.child(name, jvm, main, args);
              }

              @Override
              public Child command(String name, List<String> command) {
                return register(Child.command(name, folder, command));
              }
            });
    this.settings =
        change.apply(
            new LineSettings(this.brokers.bootstrap(), backbone)
                .with("topics.replication-factor", Integer.toString(brokers)));
    this.config = settings.load();
    this.configFile = settings.write(folder.resolve("line.properties"));
    Runtime.getRuntime().addShutdownHook(killer);
    this.brokers.start();
    run("topics");
  }

  private Line(Line other, String prefix, UnaryOperator<LineSettings> change) {
    this.folder = other.folder.resolve(prefix + "line");
    this.backbone = other.backbone;
    this.brokers = other.brokers;
    this.settings = change.apply(other.settings.copy().with("topics.prefix", prefix));
    this.config = settings.load();
    this.configFile = settings.write(folder.resolve("line.properties"));
    Runtime.getRuntime().addShutdownHook(killer);
    run("topics");
  }

  /** Another line on the same brokers, with topics and groups of its own but the same models. */
  Line beside(String name, UnaryOperator<LineSettings> change) {
    return new Line(
        this,
        name + ".",
        settings ->
            change.apply(settings.with("topics.models.name", config.topics().models().name())));
  }

  /** Another line on the same brokers, which differs by the prefix of its topics alone. */
  Line neighbour(String prefix) {
    return new Line(this, prefix, settings -> settings);
  }

  /** Short form of the id of the topic of frames. */
  String topicTag() {
    try (Admin admin = Admin.create(config.kafka().adminProperties())) {
      return FrameOrigin.of(admin, config.topics()).topicTag();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  Path folder() {
    return folder;
  }

  BackboneGraph graph() {
    return Backbones.file(backbone, SmallNetwork.FEATURES, null);
  }

  Path configFile() {
    return configFile;
  }

  String bootstrap() {
    return brokers.bootstrap();
  }

  /** A process of this line; not started. */
  Child child(String name, List<String> jvm, Class<?> main, String... args) {
    return register(Child.java(name, folder, jvm, main, args));
  }

  private Child register(Child child) {
    children.add(child);
    return child;
  }

  /** A scorer; not started. */
  Child scorer(String name, String... more) {
    return service("score", name, more);
  }

  /** A trainer; not started. */
  Child trainer(String name, String... more) {
    return service("train", name, more);
  }

  private Child service(String command, String name, String... more) {
    return child(name, SERVICE_JVM, Main.class, serviceArguments(command, name, more));
  }

  /** A scorer that something else starts, e.g. a shell that sets limits; not started. */
  Child scorerBehind(List<String> before, String name, String... more) {
    return register(
        Child.java(
            name, folder, before, SERVICE_JVM, Main.class, serviceArguments("score", name, more)));
  }

  private String[] serviceArguments(String command, String name, String... more) {
    List<String> all = new ArrayList<>(List.of(command, "--config", configFile.toString()));
    all.addAll(List.of("--set", command + ".state-dir=" + folder.resolve("state-" + name)));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** Runs a command of this line to its end, which must be a good one. */
  void run(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--config", configFile.toString()));
    InProcess.run(all.toArray(String[]::new));
  }

  static boolean works(Child service) {
    String output = service.output();
    return output.contains(SCORING) || output.contains(LEARNING);
  }

  /** Whether its topology has its partitions, as far as it knows. */
  static boolean isRunning(Child service) {
    String output = service.output();
    return output.lastIndexOf(": RUNNING (was ") > output.lastIndexOf("(was RUNNING)");
  }

  /** Whether its topology has ever got its partitions since it was started. */
  static boolean hasPartitions(Child service) {
    return service.output().contains(": RUNNING (was ");
  }

  static void awaitWorking(Child service) {
    await()
        .failFast(() -> assertThat(service.isAlive()).as(service::tail).isTrue())
        .untilAsserted(() -> assertThat(works(service)).as(service::tail).isTrue());
  }

  /** Waits until a process has printed this. */
  static void awaitOutput(Child child, String text) {
    await().untilAsserted(() -> assertThat(child.output()).as(child.name()).contains(text));
  }

  private void killAll() {
    children.forEach(Child::kill);
  }

  @Override
  public void close() {
    killAll();
    Runtime.getRuntime().removeShutdownHook(killer);
  }
}
