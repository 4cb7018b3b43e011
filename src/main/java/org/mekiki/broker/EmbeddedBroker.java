package org.mekiki.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.mekiki.lock.HeldFile;
import org.mekiki.text.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka node inside this process: broker and KRaft controller in one, listening on loopback
 * only. For {@code demo}, {@code broker} and integration tests; not for production, where one node
 * is no replica.
 *
 * <p>{@link #start()} returns when the broker takes requests. After {@link #stop()} it can be
 * started again and has the same address and data. The methods may be called from any thread, one
 * at a time.
 */
public final class EmbeddedBroker implements AutoCloseable {
  /** Largest record batch that topics take unless they say otherwise: room for big frames. */
  public static final int MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
  private static final String HOST = "127.0.0.1";
  private static final int NODE_ID = 1;
  private static final String META_PROPERTIES = "meta.properties";

  private final Path data;
  private final boolean temporary;
  private final int port;
  private final FreePorts freePorts = new FreePorts(new Random());
  private final Map<String, String> settings = new LinkedHashMap<>();

  private HeldFile lock;
  private KafkaRaftServer server;

  private EmbeddedBroker(Path data, boolean temporary, int port) {
    this.data = data;
    this.temporary = temporary;
    this.port = port == 0 ? freePorts.next() : port;
  }

  /** A broker on a free port, with data in a temporary folder that {@link #close()} deletes. */
  public static EmbeddedBroker temporary() {
    return temporary(0);
  }

  /**
   * A broker with data in a temporary folder that {@link #close()} deletes.
   *
   * @param port 1 to 65535, or 0 for a free one
   */
  public static EmbeddedBroker temporary(int port) {
    checkPort(port);
    try {
      return new EmbeddedBroker(Files.createTempDirectory("mekiki-broker-"), true, port);
    } catch (IOException e) {
      throw BrokerException.failed("can't make a temporary folder for the broker's data: " + e, e);
    }
  }

  /**
   * A broker that keeps its data.
   *
   * @param data a folder that this broker used before, an empty one, or one that isn't there yet
   * @param port 1 to 65535, or 0 for a free one
   */
  public static EmbeddedBroker in(Path data, int port) {
    checkPort(port);
    return new EmbeddedBroker(data.toAbsolutePath(), false, port);
  }

  private static void checkPort(int port) {
    if (port < 0 || port > 65_535) {
      throw BrokerException.refused(
          "port " + port + " is not valid: 1 to 65535, or 0 for any free port");
    }
  }

  /** Sets one of Kafka's broker settings, over ours. Counts from the next start on. */
  public EmbeddedBroker with(String setting, String value) {
    settings.put(setting, value);
    return this;
  }

  /** Where clients connect, {@code host:port}; known before the start, and the same after one. */
  public String bootstrapServers() {
    return HOST + ":" + port;
  }

  /** Where the data lies. */
  public Path data() {
    return data;
  }

  /** Whether it has been started and not stopped. */
  public synchronized boolean isRunning() {
    return server != null;
  }

  /**
   * Starts the broker and returns when it takes requests.
   *
   * @return this
   * @throws BrokerException if the port is in use, the folder is someone else's, or Kafka gives up
   */
  public synchronized EmbeddedBroker start() {
    if (server != null) {
      return this;
    }
    if (!FreePorts.isFree(port)) {
      throw BrokerException.refused(
          Text.of(
              "port %d on %s is in use; stop what listens there, or choose another port or 0 for"
                  + " any free one",
              port, HOST));
    }
    KafkaConfig config = new KafkaConfig(properties(), false);
    prepare();
    KafkaRaftServer starting = null;
    try {
      starting = new KafkaRaftServer(config, Time.SYSTEM);
      starting.startup();
    } catch (Exception e) {
      if (starting != null) {
        starting.shutdown();
      }
      unlock();
      throw BrokerException.failed(
          Text.of(
              "the broker on %s with its data in %s did not start: %s",
              bootstrapServers(), data, rootMessage(e)),
          e);
    }
    server = starting;
    LOG.info("broker listens on {}, data in {}", bootstrapServers(), data);
    return this;
  }

  /** Stops it cleanly and keeps the data; nothing happens if it isn't running. */
  public synchronized void stop() {
    if (server == null) {
      return;
    }
    KafkaRaftServer stopping = server;
    server = null;
    stopping.shutdown();
    stopping.awaitShutdown();
    unlock();
  }

  /** Stops it and deletes the data if they lie in a temporary folder. */
  @Override
  public void close() {
    stop();
    if (temporary) {
      try {
        Utils.delete(data.toFile());
      } catch (IOException e) {
        LOG.warn("temporary folder {} could not be deleted: {}", data, e.toString());
      }
    }
  }

  private Properties properties() {
    int controllerPort = freePorts.next();
    Properties properties = new Properties();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", Integer.toString(NODE_ID));
    properties.put(
        "listeners",
        Text.of("PLAINTEXT://%s:%d,CONTROLLER://%s:%d", HOST, port, HOST, controllerPort));
    properties.put("advertised.listeners", "PLAINTEXT://" + bootstrapServers());
    properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("controller.listener.names", "CONTROLLER");
    // Fixed voters in the settings, not in the log: the controller's port may change on a restart.
    properties.put("controller.quorum.voters", NODE_ID + "@" + HOST + ":" + controllerPort);
    properties.put("log.dirs", data.toString());
    properties.put("auto.create.topics.enable", "false");
    properties.putAll(sizes());
    properties.putAll(groupsAndTransactions());
    properties.putAll(settings);
    return properties;
  }

  /** One node in a process that has other work to do: few threads, little memory, big frames. */
  private static Map<String, String> sizes() {
    return Map.ofEntries(
        Map.entry("message.max.bytes", Integer.toString(MAX_MESSAGE_BYTES)),
        Map.entry("replica.fetch.max.bytes", Integer.toString(MAX_MESSAGE_BYTES)),
        Map.entry("socket.receive.buffer.bytes", Integer.toString(1024 * 1024)),
        Map.entry("socket.send.buffer.bytes", Integer.toString(1024 * 1024)),
        Map.entry("num.network.threads", "2"),
        Map.entry("num.io.threads", "4"),
        Map.entry("background.threads", "4"),
        Map.entry("num.recovery.threads.per.data.dir", "2"),
        Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(16 * 1024 * 1024)));
  }

  private static Map<String, String> groupsAndTransactions() {
    return Map.ofEntries(
        Map.entry("offsets.topic.replication.factor", "1"),
        Map.entry("offsets.topic.num.partitions", "4"),
        Map.entry("transaction.state.log.replication.factor", "1"),
        Map.entry("transaction.state.log.min.isr", "1"),
        Map.entry("transaction.state.log.num.partitions", "4"),
        // What a killed process left open blocks readers no longer than its time-out needs.
        Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),
        Map.entry("share.coordinator.state.topic.replication.factor", "1"),
        Map.entry("share.coordinator.state.topic.min.isr", "1"),
        Map.entry("share.coordinator.state.topic.num.partitions", "4"),
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        Map.entry("group.streams.initial.rebalance.delay.ms", "0"),
        Map.entry("group.min.session.timeout.ms", "1000"));
  }

  /** Takes the folder, and makes it a new cluster's unless it has been used. */
  private void prepare() {
    try {
      Files.createDirectories(data);
      requireOwn();
      lock = DataLock.of(data);
      if (!isUsed()) {
        format();
      }
    } catch (IOException | UncheckedIOException e) {
      unlock();
      throw BrokerException.failed("folder " + data + " can't hold the broker's data: " + e, e);
    } catch (BrokerException e) {
      throw e;
    } catch (Exception e) {
      unlock();
      throw BrokerException.failed(
          "folder " + data + " can't be prepared for the broker: " + rootMessage(e), e);
    }
  }

  private boolean isUsed() {
    return Files.exists(data.resolve(META_PROPERTIES));
  }

  private void requireOwn() throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      if (!isUsed() && files.anyMatch(file -> !file.endsWith(DataLock.FILE))) {
        throw BrokerException.refused(
            "folder "
                + data
                + " is neither empty nor a broker's data; name an empty or a new folder");
      }
    }
  }

  private void unlock() {
    if (lock == null) {
      return;
    }
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("the lock of {} could not be closed: {}", data, e.toString());
    }
    lock = null;
  }

  /** Writes a new cluster's id and first metadata into the folder. */
  private void format() throws Exception {
    try (PrintStream quiet =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(quiet)
          .setNodeId(NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName("CONTROLLER")
          .setMetadataLogDirectory(data.toString())
          .addDirectory(data.toString())
          .setReleaseVersion(MetadataVersion.latestProduction())
          .run();
    }
  }

  private static String rootMessage(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
