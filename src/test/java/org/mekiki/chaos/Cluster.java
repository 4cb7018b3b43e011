package org.mekiki.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.awaitility.Awaitility;

/**
 * The brokers of a line, each broker and controller in one and a process of its own: a single one,
 * or three that keep three copies of everything, of which two must have a record before it counts.
 */
final class Cluster {
  private static final List<String> JVM = List.of("-Xmx384m", "-XX:TieredStopAtLevel=1");
  static final String HOST = "127.0.0.1";

  /** Makes processes of the line. */
  interface Processes {
    /** One of this name and with this main class. */
    Child child(String name, List<String> jvm, Class<?> main, String... args);

    /** One of this name and with this command. */
    Child command(String name, List<String> command);
  }

  /** How brokers of a release of Kafka are started. */
  interface Release {
    /**
     * What it needs beyond what all releases do.
     *
     * @param listener for clients
     */
    Map<String, String> settings(Path data, String listener);

    /** As {@code kafka-storage format} does; all nodes share the cluster's id. */
    void format(Path data, int node, String clusterId, Path settings) throws Exception;

    /** A broker, not yet started. */
    Child child(Processes processes, String name, Path data, int port, Path settings);

    /** Whether it takes requests. */
    boolean isReady(Child node, int port);
  }

  private final Release release;
  private final List<Integer> ports;
  private final int size;
  private final String bootstrap;
  private final List<Child> nodes = new ArrayList<>();

  /**
   * Prepares brokers; {@link #start()} starts them.
   *
   * @param size how many: 1 or 3
   */
  Cluster(Path folder, int size, Release release, Processes processes) {
    this.size = size;
    this.release = release;
    String id = Uuid.randomUuid().toString();
    List<Integer> all = IntStream.range(0, 2 * size).mapToObj(i -> Ports.free()).toList();
    List<Integer> controllers = all.subList(size, 2 * size);
    this.ports = all.subList(0, size);
    this.bootstrap = ports.stream().map(p -> HOST + ":" + p).collect(Collectors.joining(","));
    for (int i = 0; i < size; i++) {
      Path data = folder.resolve("kafka-" + (i + 1));
      Path file = folder.resolve("broker-" + (i + 1) + ".properties");
      Map<String, String> settings = settings(i + 1, ports.get(i), controllers);
      settings.putAll(release.settings(data, "PLAINTEXT://" + HOST + ":" + ports.get(i)));
      write(file, settings);
      format(data, i + 1, id, file);
      nodes.add(release.child(processes, "broker-" + (i + 1), data, ports.get(i), file));
    }
  }

  private Map<String, String> settings(int node, int port, List<Integer> controllers) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("node.id", Integer.toString(node));
    settings.put(
        "listeners",
        String.format(
            Locale.ROOT,
            "PLAINTEXT://%s:%d,CONTROLLER://%s:%d",
            HOST,
            port,
            HOST,
            controllers.get(node - 1)));
    settings.put(
        "controller.quorum.voters",
        IntStream.range(0, size)
            .mapToObj(i -> (i + 1) + "@" + HOST + ":" + controllers.get(i))
            .collect(Collectors.joining(",")));
    String copies = Integer.toString(size);
    String enough = Integer.toString(enough());
    settings.put("default.replication.factor", copies);
    settings.put("min.insync.replicas", enough);
    settings.put("offsets.topic.replication.factor", copies);
    settings.put("transaction.state.log.replication.factor", copies);
    settings.put("transaction.state.log.min.isr", enough);
    settings.put("share.coordinator.state.topic.replication.factor", copies);
    settings.put("share.coordinator.state.topic.min.isr", enough);
    // A dead broker's partitions get another leader after this time, not after nine seconds.
    settings.put("broker.session.timeout.ms", "6000");
    settings.put("broker.heartbeat.interval.ms", "1000");
    return settings;
  }

  private static void write(Path file, Map<String, String> settings) {
    try {
      Files.write(file, settings.entrySet().stream().map(e -> e.toString()).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void format(Path data, int node, String clusterId, Path settings) {
    try {
      Files.createDirectories(data);
      release.format(data, node, clusterId, settings);
    } catch (Exception e) {
      throw new IllegalStateException(data + " can't be formatted", e);
    }
  }

  /** That of this build. */
  static final Release CURRENT =
      new Release() {
        @Override
        public Map<String, String> settings(Path data, String listener) {
          return Map.of();
        }

        @Override
        public void format(Path data, int node, String clusterId, Path settings) throws Exception {
          try (PrintStream quiet =
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                .setPrintStream(quiet)
                .setNodeId(node)
                .setClusterId(clusterId)
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(data.toString())
                .addDirectory(data.toString())
                .setReleaseVersion(MetadataVersion.latestProduction())
                .run();
          }
        }

        @Override
        public Child child(Processes processes, String name, Path data, int port, Path settings) {
          return processes.child(
              name,
              JVM,
              BrokerMain.class,
              data.toString(),
              Integer.toString(port),
              settings.toString());
        }

        @Override
        public boolean isReady(Child node, int port) {
          return node.isAlive() && node.output().contains(BrokerMain.READY);
        }
      };

  /** Starts all of them and returns when they take requests. */
  void start() {
    nodes.forEach(Child::start);
    await();
  }

  /** Returns when all of them take requests. */
  void await() {
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(nodes).as("brokers that take requests").allMatch(this::isReady));
  }

  /** Whether a process is one of these brokers and takes requests. */
  boolean isReady(Child node) {
    int index = nodes.indexOf(node);
    return index >= 0 && release.isReady(node, ports.get(index));
  }

  List<Child> nodes() {
    return List.copyOf(nodes);
  }

  int size() {
    return size;
  }

  /** How many must have a record before it counts. */
  int enough() {
    return size / 2 + 1;
  }

  /** Where clients connect. */
  String bootstrap() {
    return bootstrap;
  }

  /** Returns when every partition has as many copies as there are brokers, all up to date. */
  void awaitInSync(Admin admin) {
    Awaitility.await()
        .ignoreExceptionsInstanceOf(ExecutionException.class)
        .untilAsserted(() -> assertThat(outOfSync(admin)).isEmpty());
  }

  /** Partitions that have fewer copies, or older ones, than there are brokers. */
  List<String> outOfSync(Admin admin) throws ExecutionException, InterruptedException {
    Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
    return admin.describeTopics(topics).allTopicNames().get().values().stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .filter(partition -> partition.isr().size() != size)
                    .map(partition -> topic.name() + " " + partition))
        .toList();
  }
}
