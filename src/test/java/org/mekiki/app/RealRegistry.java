package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.mekiki.Patience;
import org.mekiki.broker.FreePorts;

/**
 * Apicurio Registry from Maven Central, in a process of its own, with a file for what it knows: it
 * speaks Confluent's API. {@code .ci/run} fetches it and says where it is in {@code
 * REGISTRY_FOR_TESTS}; then a test fails if it does not start. Elsewhere tests without it are
 * skipped.
 */
public final class RealRegistry implements AutoCloseable {
  private static final String VERSION = "3.0.9";
  private static final Duration PATIENCE = Patience.PATIENCE;

  private final Path home;
  private final Path log;
  private final int port;
  private Process process;

  private RealRegistry(Path home, Path log, int port) {
    this.home = home;
    this.log = log;
    this.port = port;
  }

  /** Starts one with nothing in it. */
  public static RealRegistry start(Path folder) throws IOException, InterruptedException {
    Path archive = archive();
    Path home = Files.createDirectories(folder.resolve("registry"));
    run(List.of("tar", "xzf", archive.toString(), "-C", home.toString()));
    int port = new FreePorts(new Random()).next();
    RealRegistry registry = new RealRegistry(home, folder.resolve("registry.log"), port);
    try {
      registry.start();
      return registry;
    } catch (RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  /** Starts it again, with the address and what it knew before. */
  public void start() throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.enabled=false",
                "-Dapicurio.storage.kind=sql",
                "-Dapicurio.storage.sql.kind=h2",
                "-Dapicurio.datasource.url=jdbc:h2:file:" + home.resolve("content"),
                "-jar",
                home.resolve("apicurio-registry-app-" + VERSION + "-runner.jar").toString())
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    awaitReady();
  }

  private static Path archive() {
    String named = System.getenv("REGISTRY_FOR_TESTS");
    if (named != null) {
      return Path.of(named);
    }
    Path cached =
        Path.of(
            System.getProperty("user.home"),
            ".cache/mekiki/apicurio-registry-app-" + VERSION + "-all.tar.gz");
    assumeTrue(Files.exists(cached), "there is no schema registry; .ci/run fetches one");
    return cached;
  }

  private void awaitReady() {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/subjects")).build();
    await()
        .pollInterval(Duration.ofMillis(500))
        .failFast(
            () ->
                assertThat(process.isAlive())
                    .as("the registry is alive: %s", Files.readString(log))
                    .isTrue())
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () ->
                assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()))
                    .returns(200, HttpResponse::statusCode));
  }

  /** Address of Confluent's API. */
  public String url() {
    return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
  }

  /** Ends it as a crash does. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (!process.waitFor(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS)
        || process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
  }
}
