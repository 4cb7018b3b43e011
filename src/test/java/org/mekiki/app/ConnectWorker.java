package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.utils.AppInfoParser;
import org.awaitility.core.ThrowingRunnable;
import org.mekiki.Patience;
import org.mekiki.broker.FreePorts;

/**
 * Kafka's own Connect worker, standalone, in a process with a class path of its own. {@code
 * .ci/run} fetches it and says where the class path is in {@code CONNECT_FOR_TESTS}.
 */
final class ConnectWorker implements AutoCloseable {
  private final Path log;
  private final List<String> command = new ArrayList<>();
  private final URI connectors;
  private Process process;

  /**
   * Prepares one.
   *
   * @param settings of the worker, without an address for its own API
   * @param connectors files of connectors, as JSON or properties
   */
  ConnectWorker(Path folder, String settings, Path... connectors) throws IOException {
    String jar = "connect-runtime-" + AppInfoParser.getVersion() + ".jar";
    int port = new FreePorts(new Random()).next();
    this.connectors = URI.create("http://127.0.0.1:" + port + "/connectors/");
    this.log = folder.resolve("connect.log");
    Path file =
        Files.writeString(
            folder.resolve("worker.properties"),
            settings + "\nlisteners=http://127.0.0.1:" + port + "\n");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // In another zone than most machines and databases: times must not depend on it.
    command.addAll(List.of("-Duser.timezone=Asia/Tokyo", "-Xmx512m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", FetchedClassPath.of("connect", jar)));
    command.addAll(List.of("org.apache.kafka.connect.cli.ConnectStandalone", file.toString()));
    for (Path each : connectors) {
      command.add(each.toString());
    }
  }

  void start() throws IOException {
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
  }

  /** Waits until something holds; a connector or worker that fails before ends the wait. */
  void await(String connector, ThrowingRunnable holds) {
    org.awaitility.Awaitility.await()
        .atMost(Patience.PATIENCE)
        .failFast("connector " + connector, () -> assertThat(failure(connector)).isEmpty())
        .untilAsserted(holds);
  }

  private String failure(String connector) throws IOException, InterruptedException {
    if (!process.isAlive()) {
      return "the worker ended:\n" + Files.readString(log);
    }
    HttpResponse<String> status;
    try {
      status =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(connectors.resolve(connector + "/status")).build(),
                  HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      return ""; // it has not started yet
    }
    if (status.statusCode() != 200) {
      return ""; // it has not started the connector yet
    }
    JsonNode said = new ObjectMapper().readTree(status.body());
    return said.findValuesAsText("state").contains("FAILED")
        ? String.join("\n", said.findValuesAsText("trace"))
        : "";
  }

  /** Ends it as a crash does. */
  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
      process.onExit().join();
    }
  }
}
