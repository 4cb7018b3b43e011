package org.mekiki.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.mekiki.config.key.ConfigKey;

/**
 * docs/configuration.md says what the code does. After a change to the settings, write it anew by
 * {@code ./mvnw test -Dtest=ConfigurationDocTest -Dmekiki.docs=write}.
 */
class ConfigurationDocTest {
  private static final Path PAGE = Path.of("docs/configuration.md");

  private static final Pattern TOPIC =
      Pattern.compile("topics\\.([\\w-]+)\\.(name|partitions|retention)");

  private static final Map<String, String> SECTIONS = sections();

  private static Map<String, String> sections() {
    Map<String, String> sections = new LinkedHashMap<>();
    sections.put("kafka", "The cluster");
    sections.put("topics", "Topics");
    sections.put("registry", "Schema registry");
    sections.put("references", "Frames outside of Kafka");
    sections.put("score", "Scoring");
    sections.put("alarms", "Alarms");
    sections.put("train", "Training");
    sections.put("models", "Whose models");
    sections.put("padim", "Models");
    sections.put("image", "Frames");
    sections.put("web", "The page");
    sections.put("onnx", "The network");
    sections.put("metrics", "Metrics that are sent");
    sections.put("tracing", "Traces");
    return sections;
  }

  private static final String INTRODUCTION =
      """
      # Configuration

      Settings come from four places; a later one wins:

      1. the defaults below,
      2. a `.properties` file in UTF-8, `--config FILE`,
      3. environment variables: `MEKIKI_` and the setting in capitals, dots and dashes as underscores, e.g. \
      `MEKIKI_SCORE_THREADS` for `score.threads`,
      4. flags: `--set score.threads=2` for any setting, and a few with a flag of their own (`--bootstrap`, \
      `--backbone`, `--features`, `--dimensions`, `--seed`).

      A command that finds anything wrong names every problem with its place, and ends with exit code 2 before it \
      has touched the cluster.

      A duration has the unit `ms`, `s`, `m`, `h` or `d`: `500ms`, `5m`. A size is in bytes, or has the unit `KB`, \
      `MB`, `GB`, `KiB`, `MiB` or `GiB`: `900KB` is 900,000 bytes, `64MiB` is 64 · 1024 · 1024.

      ## Kafka's own settings
      `kafka.<setting>` goes to every Kafka client as it is. `kafka.consumer.<setting>`, `kafka.producer.<setting>`, \
      `kafka.admin.<setting>` and `kafka.streams.<setting>` go to one kind of client, and win. \
      [security.md](security.md) has examples with TLS and passwords.

      Secrets come from the file, the environment, or files that the environment names; `--set` refuses them: \
      [security.md](security.md#secrets). Some of Kafka's settings can't be passed on, because the services' guarantees \
      depend on them; the message then names the setting to use instead.
      """;

  @Test
  void thePageSaysWhatTheSettingsAre() throws Exception {
    String expected = page();
    if ("write".equals(System.getProperty("mekiki.docs"))) {
      Files.writeString(PAGE, expected);
    }
    assertThat(Files.readString(PAGE))
        .as("docs/configuration.md; write it anew with -Dmekiki.docs=write")
        .isEqualTo(expected);
  }

  @Test
  void everySettingBelongsToASection() {
    assertThat(ConfigKeys.all().stream().map(key -> section(key)))
        .allSatisfy(section -> assertThat(SECTIONS).containsKey(section));
  }

  private static String page() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    SECTIONS.forEach(
        (section, title) -> {
          page.append("\n## ")
              .append(title)
              .append("\n| setting | default | valid | what it does |\n");
          page.append("|---|---|---|---|\n");
          keys(section).stream()
              .filter(key -> !TOPIC.matcher(key.name()).matches())
              .forEach(key -> page.append(row(key)));
          if (section.equals("topics")) {
            page.append(topics());
          }
        });
    return page.toString();
  }

  /** A row for each topic: name, partitions and retention are the same settings for all of them. */
  private static String topics() {
    Map<String, Map<String, ConfigKey<?>>> topics = new LinkedHashMap<>();
    for (ConfigKey<?> key : keys("topics")) {
      Matcher parts = TOPIC.matcher(key.name());
      if (parts.matches()) {
        topics
            .computeIfAbsent(parts.group(1), name -> new LinkedHashMap<>())
            .put(parts.group(2), key);
      }
    }
    List<String> forEver =
        topics.entrySet().stream()
            .filter(topic -> !topic.getValue().containsKey("retention"))
            .map(topic -> "`" + topic.getKey() + "`")
            .toList();
    StringBuilder table =
        new StringBuilder("\nEach topic has these settings, but ")
            .append(String.join(" and ", forEver))
            .append(" have no retention, because they keep their records for ever:\n\n");
    for (String setting : List.of("name", "partitions", "retention")) {
      List<ConfigKey<?>> keys = new ArrayList<>();
      topics.values().stream()
          .filter(t -> t.containsKey(setting))
          .forEach(t -> keys.add(t.get(setting)));
      assertThat(keys.stream().map(key -> key.type().legal()).distinct()).hasSize(1);
      String says = setting.equals("name") ? "" : " " + keys.get(0).description();
      table.append(
          String.format(
              Locale.ROOT,
              "- `topics.TOPIC.%s`: %s.%s%n",
              setting,
              withoutUnits(keys.get(0).type().legal()),
              says));
      if (!setting.equals("name")) {
        assertThat(keys.stream().map(key -> key.description()).distinct()).hasSize(1);
      }
    }
    table.append("\n| `topics.TOPIC` | name | partitions | retention | |\n|---|---|---|---|---|\n");
    topics.forEach(
        (name, keys) ->
            table.append(
                String.format(
                    Locale.ROOT,
                    "| `topics.%s` | %s | %s | %s | %s |%n",
                    name,
                    byDefault(keys.get("name")),
                    byDefault(keys.get("partitions")),
                    keys.containsKey("retention") ? byDefault(keys.get("retention")) : "for ever",
                    keys.get("name").description())));
    return table.toString();
  }

  /** The introduction has the units; that a value is a number, its range shows. */
  private static String withoutUnits(String legal) {
    return legal
        .replaceFirst(", (in bytes or )?with its unit .*? or \\w+$", "")
        .replaceFirst("\\ba (whole number|number|duration|size) from (\\S+ to \\S+)$", "$2");
  }

  private static String row(ConfigKey<?> key) {
    return String.format(
        Locale.ROOT,
        "| `%s` | %s | %s | %s |\n",
        key.name(),
        byDefault(key),
        withoutUnits(key.type().legal()),
        key.description());
  }

  private static String byDefault(ConfigKey<?> key) {
    if (key.defaultText() == null) {
      return "none";
    }
    return key.defaultText().isEmpty() ? "nothing" : '`' + key.defaultText() + '`';
  }

  private static List<ConfigKey<?>> keys(String section) {
    return ConfigKeys.all().stream().filter(key -> section(key).equals(section)).toList();
  }

  private static String section(ConfigKey<?> key) {
    return key.name().substring(0, key.name().indexOf('.'));
  }
}
