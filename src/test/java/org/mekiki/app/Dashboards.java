package org.mekiki.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files in deploy/ that ask Prometheus something. */
final class Dashboards {
  static final Path FOLDER = Path.of("deploy/grafana/dashboards");
  static final Path RULES = Path.of("deploy/prometheus/rules.yml");

  /** A question of a panel or a rule, with what stands beside it. */
  record Expression(String where, String text, String legend) {
    @Override
    public String toString() {
      return where + ": " + text;
    }
  }

  private Dashboards() {}

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  static JsonNode read(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  /** Those of all panels, rows' included. */
  static List<Expression> ofPanels() throws IOException {
    List<Expression> expressions = new ArrayList<>();
    for (Path file : files()) {
      for (JsonNode panel : panels(read(file))) {
        for (JsonNode target : panel.path("targets")) {
          expressions.add(
              new Expression(
                  file.getFileName() + " / " + panel.path("title").asText(),
                  target.path("expr").asText(),
                  target.path("legendFormat").asText()));
        }
      }
    }
    return expressions;
  }

  static List<JsonNode> panels(JsonNode board) {
    List<JsonNode> all = new ArrayList<>();
    for (JsonNode panel : board.path("panels")) {
      all.add(panel);
      panel.path("panels").forEach(all::add);
    }
    return all;
  }

  static List<JsonNode> rules() throws IOException {
    List<JsonNode> rules = new ArrayList<>();
    for (JsonNode group : new YAMLMapper().readTree(RULES.toFile()).path("groups")) {
      group.path("rules").forEach(rules::add);
    }
    return rules;
  }

  /** Those of all rules without what they are compared with, so that they have a value always. */
  static List<Expression> ofRules() throws IOException {
    List<Expression> expressions = new ArrayList<>();
    for (JsonNode rule : rules()) {
      String text = rule.path("expr").asText();
      String value = text.replaceFirst("\\s+(>|<|==|!=)\\s+[\\d.]+\\s*$", "");
      expressions.add(new Expression(rule.path("alert").asText(), value, ""));
    }
    return expressions;
  }

  /** An expression as Grafana would send it with everything selected. */
  static String filledIn(String expression) {
    return expression
        .replace("$__rate_interval", "30s")
        .replaceAll("\\$(camera|instance|model)\\b", ".*");
  }
}
