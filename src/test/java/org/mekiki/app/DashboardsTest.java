package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.mekiki.inspect.Rejection;
import org.mekiki.metrics.Metric;
import org.mekiki.model.ModelRefusedException;

/** What can be said of the dashboards and rules without Prometheus. */
class DashboardsTest {
  private static final Pattern OURS = Pattern.compile("\\bmekiki_\\w+");

  @Test
  void thereAreThree() throws Exception {
    assertThat(Dashboards.files().stream().map(file -> file.getFileName().toString()))
        .containsExactly("line.json", "service.json", "training.json");
  }

  @Test
  void panelsAskForMetersThatThereAre() throws Exception {
    Set<String> known =
        Arrays.stream(Metric.values())
            .map(Metric::scrapeName)
            .flatMap(
                name -> List.of("", "_bucket", "_count", "_sum", "_max").stream().map(name::concat))
            .collect(Collectors.toSet());
    List<Dashboards.Expression> all = new ArrayList<>(Dashboards.ofPanels());
    all.addAll(Dashboards.ofRules());
    assertThat(all).hasSizeGreaterThan(60);
    for (Dashboards.Expression expression : all) {
      assertThat(OURS.matcher(expression.text()).results().map(match -> match.group()))
          .as(expression.toString())
          .isSubsetOf(known);
    }
  }

  @Test
  void everyMeterOfOursIsLookedAtSomewhere() throws Exception {
    Set<String> asked = new TreeSet<>();
    for (Dashboards.Expression expression : Dashboards.ofPanels()) {
      OURS.matcher(expression.text()).results().forEach(match -> asked.add(match.group()));
    }
    assertThat(Metric.values())
        .allSatisfy(
            metric ->
                assertThat(asked)
                    .as("%s on a dashboard", metric.scrapeName())
                    .anyMatch(name -> name.startsWith(metric.scrapeName())));
  }

  @Test
  void panelsLieBesideEachOtherAndHaveTheirOwnIds() throws Exception {
    for (Path file : Dashboards.files()) {
      Set<Integer> ids = new TreeSet<>();
      Set<String> taken = new TreeSet<>();
      for (JsonNode panel : Dashboards.panels(Dashboards.read(file))) {
        String title = file.getFileName() + " / " + panel.path("title").asText();
        assertThat(ids.add(panel.path("id").asInt())).as(title + " has its own id").isTrue();
        JsonNode place = panel.path("gridPos");
        assertThat(place.path("x").asInt() + place.path("w").asInt()).as(title).isBetween(1, 24);
        for (int x = 0; x < place.path("w").asInt(); x++) {
          for (int y = 0; y < place.path("h").asInt(); y++) {
            String cell = (place.path("x").asInt() + x) + "," + (place.path("y").asInt() + y);
            assertThat(taken.add(cell)).as(title + " lies on another panel at " + cell).isTrue();
          }
        }
      }
    }
  }

  @Test
  void nothingIsLoadedFromElsewhereAndTheDataSourceIsChosenOnce() throws Exception {
    for (Path file : Dashboards.files()) {
      String text = Files.readString(file);
      assertThat(text).doesNotContain("http://", "https://");
      for (JsonNode panel : Dashboards.panels(Dashboards.read(file))) {
        for (JsonNode target : panel.path("targets")) {
          assertThat(target.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
        }
      }
    }
  }

  @Test
  void everyVariableThatIsUsedIsDefined() throws Exception {
    Pattern variable = Pattern.compile("\\$\\{?(\\w+)");
    for (Path file : Dashboards.files()) {
      JsonNode board = Dashboards.read(file);
      Set<String> defined = new TreeSet<>(Set.of("__rate_interval", "__all"));
      board.path("templating").path("list").forEach(v -> defined.add(v.path("name").asText()));
      assertThat(variable.matcher(board.toString()).results().map(match -> match.group(1)))
          .as(file.toString())
          .isSubsetOf(defined);
    }
  }

  @Test
  void everyAlertIsExplainedAndTested() throws Exception {
    String runbook = Files.readString(Path.of("docs/runbook.md"));
    String tests = Files.readString(Path.of("deploy/prometheus/rules.test.yml"));
    assertThat(Dashboards.rules()).isNotEmpty();
    for (JsonNode rule : Dashboards.rules()) {
      String alert = rule.path("alert").asText();
      assertThat(runbook.lines()).as("a section for " + alert).contains("### " + alert);
      assertThat(tests).as("a test of " + alert).contains("alertname: " + alert + "\n");
      assertThat(rule.path("annotations").path("runbook").asText())
          .isEqualTo("docs/runbook.md#" + alert.toLowerCase(Locale.ROOT));
      assertThat(rule.path("labels").path("severity").asText()).isIn("warning", "critical");
    }
    assertThat(runbook.lines().filter(line -> line.startsWith("### Mekiki")))
        .hasSameSizeAs(Dashboards.rules());
  }

  @Test
  void everyReasonIsExplained() throws Exception {
    String runbook = Files.readString(Path.of("docs/runbook.md"));
    for (Rejection reason : Rejection.values()) {
      assertThat(runbook).contains("`" + reason.label() + "`");
    }
    for (ModelRefusedException.Reason reason : ModelRefusedException.Reason.values()) {
      String label = reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
      assertThat(runbook).contains("`" + label + "`");
    }
  }
}
