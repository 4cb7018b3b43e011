package org.mekiki.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Brokers of an older release, from Maven's artifacts: {@code kafka.Kafka} in a process with that
 * release's class path and nothing of this build's.
 */
final class OlderBroker implements Cluster.Release {
  private static final Path POM = Path.of("src/test/older-brokers/pom.xml").toAbsolutePath();
  private static final long MAVEN_SECONDS = 300;

  private final String version;
  private final String classPath;

  /** Fetches what the release needs, unless it is there already. */
  OlderBroker(String version, Path folder) {
    this.version = version;
    this.classPath = resolve(folder);
  }

  private String resolve(Path folder) {
    Path list = folder.resolve("kafka-" + version + ".classpath");
    run(
        folder.resolve("maven.log"),
        Path.of("mvnw").toAbsolutePath().toString(),
        "--batch-mode",
        "--file=" + POM,
        "-Dkafka.version=" + version,
        "-Dmdep.outputFile=" + list,
        "dependency:build-classpath");
    try {
      return Files.readString(list);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Map<String, String> settings(Path data, String listener) {
    return Map.of(
        "process.roles", "broker,controller",
        "controller.listener.names", "CONTROLLER",
        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "advertised.listeners", listener,
        "log.dirs", data.toString(),
        "auto.create.topics.enable", "false",
        "group.initial.rebalance.delay.ms", "0",
        "offsets.topic.num.partitions", "4",
        "transaction.state.log.num.partitions", "4");
  }

  @Override
  public void format(Path data, int node, String clusterId, Path settings) {
    List<String> command = java();
    command.addAll(List.of("kafka.tools.StorageTool", "format", "--cluster-id", clusterId));
    command.addAll(List.of("--config", settings.toString()));
    run(data.resolveSibling(data.getFileName() + ".format.log"), command.toArray(String[]::new));
  }

  @Override
  public Child child(Cluster.Processes processes, String name, Path data, int port, Path settings) {
    List<String> command = java();
    command.addAll(List.of("kafka.Kafka", settings.toString()));
    return processes.command(name, command);
  }

  @Override
  public boolean isReady(Child node, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(Cluster.HOST, port), 1000);
      return node.isAlive();
    } catch (IOException e) {
      return false;
    }
  }

  private List<String> java() {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx384m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath));
  }

  private static void run(Path log, String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      boolean ended = process.waitFor(MAVEN_SECONDS, TimeUnit.SECONDS);
      if (!ended || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(
            String.join(" ", command) + " failed:\n" + Files.readString(log));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
