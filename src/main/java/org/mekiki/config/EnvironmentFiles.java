package org.mekiki.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.mekiki.config.key.ConfigKey;
import org.mekiki.config.key.Problems;
import org.mekiki.config.type.Secrets;
import org.mekiki.text.TextFile;

/**
 * Secrets in files that variables name: {@code MEKIKI_WEB_TOKEN_FILE=/run/secrets/token} stands for
 * {@code MEKIKI_WEB_TOKEN} with the file's text, as container engines hand secrets out. For secrets
 * only; every other setting that ends in {@code _FILE} is what it says.
 */
final class EnvironmentFiles {
  private static final String SUFFIX = "_FILE";
  private static final long MAX_BYTES = 64 * 1024;

  private final Map<String, String> variables;
  private final Map<String, ConfigKey<?>> known;
  private final Problems problems;

  EnvironmentFiles(
      Map<String, String> variables, Map<String, ConfigKey<?>> known, Problems problems) {
    this.variables = variables;
    this.known = known;
    this.problems = problems;
  }

  /** The variable of a setting, Kafka's among them. */
  static String variableOf(String setting) {
    return ConfigKey.ENVIRONMENT_PREFIX
        + setting.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** All variables, those that name a secret's file replaced. */
  Map<String, String> resolved() {
    Map<String, String> all = new TreeMap<>();
    variables.forEach(
        (name, text) -> {
          String secret = secretOf(name);
          if (secret == null) {
            all.put(name, text);
          } else if (variables.containsKey(secret)) {
            problems.add("", secret + " and " + name + " are both set; one is enough");
          } else {
            all.put(secret, read(name, Path.of(text.strip())));
          }
        });
    return all;
  }

  private String secretOf(String name) {
    if (!name.startsWith(ConfigKey.ENVIRONMENT_PREFIX) || !name.endsWith(SUFFIX)) {
      return null;
    }
    String variable = name.substring(0, name.length() - SUFFIX.length());
    ConfigKey<?> key = known.get(variable);
    String setting = key == null ? KafkaPassThrough.nameOf(variable) : key.name();
    boolean isSetting = key != null || KafkaPassThrough.isPassedOn(setting);
    return isSetting && Secrets.isCertain(setting) ? variable : null;
  }

  private String read(String name, Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        problems.add("", name + ": " + file + " has more than " + MAX_BYTES + " bytes");
        return "";
      }
      return TextFile.read(file);
    } catch (IOException e) {
      problems.add("", name + ": there is no readable file " + file);
      return "";
    }
  }
}
