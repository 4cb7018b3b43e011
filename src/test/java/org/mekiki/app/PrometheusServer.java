package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.mekiki.broker.FreePorts;

/** A real Prometheus with our rules that scrapes a service on this machine once a second. */
final class PrometheusServer implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final int port;
  private final Path log;

  PrometheusServer(Path folder, int scraped) throws IOException {
    this.port = new FreePorts(new Random()).next();
    log = folder.resolve("log");
    Path config = folder.resolve("prometheus.yml");
    Files.writeString(
        config,
        String.format(
            Locale.ROOT,
            "global: {scrape_interval: 1s, evaluation_interval: 1s}%n"
                + "rule_files: ['%s']%n"
                + "scrape_configs:%n"
                + "  - job_name: mekiki%n"
                + "    static_configs: [{targets: ['127.0.0.1:%d']}]%n",
            Path.of("deploy/prometheus/rules.yml").toAbsolutePath(),
            scraped));
    process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--log.level=warn")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
  }

  /** Whether this program is in the path. */
  static boolean isInstalled(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  void awaitReady() {
    await()
        .failFast(() -> assertThat(process.isAlive()).as(Files.readString(log)).isTrue())
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () ->
                assertThat(get("/-/ready").statusCode()).as(Files.readString(log)).isEqualTo(200));
  }

  /** What an expression says now: each series with its value. */
  List<JsonNode> query(String expression) throws IOException, InterruptedException {
    HttpResponse<String> response =
        get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    JsonNode answer = JSON.readTree(response.body());
    assertThat(answer.path("status").asText()).as(expression + ": " + answer).isEqualTo("success");
    JsonNode result = answer.path("data").path("result");
    List<JsonNode> series = new ArrayList<>();
    if (answer.path("data").path("resultType").asText().equals("scalar")) {
      series.add(JSON.createObjectNode().set("value", result));
    } else {
      result.forEach(series::add);
    }
    return series;
  }

  JsonNode rules() throws IOException, InterruptedException {
    return JSON.readTree(get("/api/v1/rules").body()).path("data");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
