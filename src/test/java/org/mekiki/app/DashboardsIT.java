package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Patience;

/**
 * A real Prometheus scrapes a running demo, and is asked everything that the dashboards and the
 * rules ask. Needs Debian's package {@code prometheus}; without it the tests say so and are
 * skipped.
 */
class DashboardsIT {
  private static final Pattern PAGE = Pattern.compile("page on http://127\\.0\\.0\\.1:(\\d+)");
  private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)}}");
  private static final Pattern DOCUMENTED =
      Pattern.compile("^\\| `(mekiki_\\w+)` \\| (\\w+) \\|", Pattern.MULTILINE);
  private static final Pattern SHOWN =
      Pattern.compile("^# TYPE (mekiki_\\w+) (\\w+)$", Pattern.MULTILINE);

  @TempDir static Path folder;

  private static final FakeTerminal TERMINAL = new FakeTerminal();
  private static Thread demo;
  private static int port;
  private static PrometheusServer prometheus;

  @BeforeAll
  static void startADemoAndPrometheus() throws Exception {
    assumeTrue(
        PrometheusServer.isInstalled("prometheus") && PrometheusServer.isInstalled("promtool"),
        "prometheus is not installed (Debian: apt-get install prometheus)");
    String[] arguments = {"demo", "--port", "0", "--good", "30", "--dimensions", "40"};
    demo = new Thread(() -> TERMINAL.run(arguments), "demo");
    demo.start();
    await().untilAsserted(() -> assertThat(TERMINAL.err()).containsPattern(PAGE));
    Matcher page = PAGE.matcher(TERMINAL.err());
    assertThat(page.find()).isTrue();
    port = Integer.parseInt(page.group(1));
    prometheus = new PrometheusServer(folder, port);
    prometheus.awaitReady();
    await().untilAsserted(() -> assertThat(TERMINAL.err()).contains("ready after"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (prometheus != null) {
      prometheus.close();
    }
    if (demo != null) {
      TERMINAL.lifecycle().stop();
      demo.join(Patience.PATIENCE.toMillis());
      assertThat(demo.isAlive()).as("demo runs; it says %s", TERMINAL.err()).isFalse();
    }
  }

  private static ConditionFactory await() {
    return Awaitility.await().pollInterval(500, TimeUnit.MILLISECONDS);
  }

  @Test
  void everyPanelHasData() throws Exception {
    haveData(Dashboards.ofPanels());
  }

  @Test
  void everyRuleHasData() throws Exception {
    haveData(Dashboards.ofRules());
  }

  @Test
  void prometheusEvaluatesEveryRule() throws Exception {
    int wanted = Dashboards.rules().size();
    await()
        .failFast("a rule fails", () -> assertThat(rules("err")).isEmpty())
        .untilAsserted(
            () -> {
              List<JsonNode> healthy = rules("ok");
              assertThat(healthy).as("healthy rules of %d", wanted).hasSize(wanted);
            });
    assertThat(rules("ok")).extracting(rule -> rule.path("name").asText()).doesNotHaveDuplicates();
  }

  /**
   * The rules whose last evaluation ended like this: {@code unknown}, {@code ok} or {@code err}.
   */
  private static List<JsonNode> rules(String health) throws IOException, InterruptedException {
    List<JsonNode> rules = new ArrayList<>();
    for (JsonNode group : prometheus.rules().path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        if (rule.path("health").asText().equals(health)) {
          rules.add(rule);
        }
      }
    }
    return rules;
  }

  @Test
  void aQuestionForWhatIsNotThereHasNoAnswer() throws Exception {
    assertThat(hasData(new Dashboards.Expression("test", "mekiki_no_such_thing", ""))).isFalse();
    assertThat(hasData(new Dashboards.Expression("test", "vector(0) / 0", ""))).isFalse();
    assertThat(hasData(new Dashboards.Expression("test", "vector(1)", "{{camera}}"))).isFalse();
    assertThat(hasData(new Dashboards.Expression("test", "vector(1)", "one"))).isTrue();
  }

  /** docs/metrics.md against what a running service shows. */
  @Test
  void theServiceShowsTheMetersThatAreDocumented() throws Exception {
    // The last one to come: a camera's drift is known after some frames.
    await().untilAsserted(() -> assertThat(scrape()).contains("\nmekiki_drift_psi{"));
    Set<String> documented = new TreeSet<>();
    Matcher row = DOCUMENTED.matcher(Files.readString(Path.of("docs/metrics.md")));
    while (row.find()) {
      documented.add(row.group(1) + " " + row.group(2));
    }
    Awaitility.await().untilAsserted(() -> assertThat(shown()).isEqualTo(documented));
  }

  private static Set<String> shown() throws IOException, InterruptedException {
    Set<String> shown = new TreeSet<>();
    Matcher type = SHOWN.matcher(scrape());
    while (type.find()) {
      if (!type.group(1).endsWith("_max")) {
        shown.add(type.group(1) + " " + type.group(2));
      }
    }
    return shown;
  }

  @Test
  void kafkasTopicsAreCountedOnce() throws Exception {
    String lag = "kafka_consumer_fetch_manager_records_lag";
    await().untilAsserted(() -> assertThat(scrape()).contains("\n" + lag + "{"));
    assertThat(
            scrape()
                .lines()
                .filter(line -> line.startsWith(lag + "{"))
                .map(line -> line.replaceAll(".*topic=\"([^\"]*)\".*", "$1"))
                .collect(Collectors.toSet()))
        .contains("mekiki.frames", "mekiki.good")
        .doesNotContain("mekiki_frames", "mekiki_good");
  }

  @Test
  void healthIsUp() throws Exception {
    await()
        .untilAsserted(
            () -> {
              HttpResponse<String> answer = get("/health/ready");
              assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            });
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/live").body()).contains("training is RUNNING", "scoring is RUNNING");
  }

  @Test
  void promtoolAcceptsRulesTheirTestsAndConfiguration() throws Exception {
    promtool("check", "config", "deploy/prometheus/prometheus.yml");
    promtool("check", "rules", "deploy/prometheus/rules.yml");
    promtool("test", "rules", "deploy/prometheus/rules.test.yml");
  }

  /** Asks until all have answered; what Kafka measures of itself comes only after some seconds. */
  private static void haveData(List<Dashboards.Expression> expressions) throws IOException {
    List<Dashboards.Expression> without = new ArrayList<>(expressions);
    await()
        .untilAsserted(
            () -> {
              without.removeIf(expression -> hasData(expression));
              assertThat(without).as("questions without an answer").isEmpty();
            });
  }

  /** Whether there is a number, and every series has the labels that its legend names. */
  private static boolean hasData(Dashboards.Expression expression) {
    List<JsonNode> series;
    try {
      series = prometheus.query(Dashboards.filledIn(expression.text()));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(expression.toString(), e);
    }
    List<String> labels =
        LEGEND.matcher(expression.legend()).results().map(match -> match.group(1)).toList();
    return series.stream().anyMatch(one -> !one.path("value").path(1).asText().equals("NaN"))
        && series.stream()
            .allMatch(one -> labels.stream().allMatch(label -> one.path("metric").has(label)));
  }

  private static String scrape() throws IOException, InterruptedException {
    return get("/metrics").body();
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static void promtool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile(folder, "promtool", ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as(command + "\n" + Files.readString(log))
        .isTrue();
    assertThat(process.exitValue()).as(command + "\n" + Files.readString(log)).isZero();
  }
}
