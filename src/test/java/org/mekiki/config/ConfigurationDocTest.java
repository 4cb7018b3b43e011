package org.mekiki.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mekiki.config.key.ConfigKey;

/**
 * docs/configuration.md says what the code does. After a change to the settings, write it anew by
 * {@code ./mvnw test -Dtest=ConfigurationDocTest -Dmekiki.docs=write}.
 */
class ConfigurationDocTest {
  private static final Path PAGE = Path.of("docs/configuration.md");

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

      Durations carry a unit: `500ms`, `10s`, `5m`, `24h`, `7d`. Sizes are bytes, or carry one: `900KB` is 900,000 \
      bytes, `64MiB` is 64 · 1024 · 1024.

      ## Kafka's own settings
      `kafka.<setting>` goes to every Kafka client as it is; `kafka.consumer.<setting>`, `kafka.producer.<setting>`, \
      `kafka.admin.<setting>` and `kafka.streams.<setting>` go to one kind only, and win. For a cluster that asks \
      for a password:

      ```properties
      kafka.bootstrap.servers = broker-1:9093,broker-2:9093
      kafka.security.protocol = SASL_SSL
      kafka.sasl.mechanism = SCRAM-SHA-512
      kafka.sasl.jaas.config = org.apache.kafka.common.security.scram.ScramLoginModule required username="mekiki" password="…";
      ```

      Secrets (passwords, `sasl.jaas.config`, `web.token`) come from the file or the environment and are refused from \
      `--set`, since everyone on a machine can read a command line. A variable with `_FILE` behind its name holds the \
      path of a file with the secret, as container engines hand them out: `MEKIKI_WEB_TOKEN_FILE=/run/secrets/token`. \
      [security.md](security.md) has whole set-ups.

      Passwords and keys are masked wherever the configuration is shown. What the services' guarantees rest on \
      (groups, transactions, serializers) can't be passed on; the message then names the setting to use instead.
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
          keys(section).forEach(key -> page.append(row(key)));
        });
    return page.toString();
  }

  private static String row(ConfigKey<?> key) {
    return String.format(
        Locale.ROOT,
        "| `%s` | %s | %s | %s |\n",
        key.name(),
        byDefault(key),
        key.type().legal(),
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
