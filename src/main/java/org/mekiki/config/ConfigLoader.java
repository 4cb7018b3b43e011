package org.mekiki.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.mekiki.config.key.ConfigException;
import org.mekiki.config.key.ConfigKey;
import org.mekiki.config.key.Problems;
import org.mekiki.config.key.Setting;
import org.mekiki.config.key.Values;
import org.mekiki.config.type.Secrets;
import org.mekiki.text.DidYouMean;
import org.mekiki.text.Text;

/**
 * Loads the configuration. Later sources win: defaults, a properties file, the environment, flags.
 * All problems are named at once.
 *
 * <pre>{@code
 * MekikiConfig config = new ConfigLoader()
 *     .file(path)
 *     .environment(System.getenv())
 *     .set("score.threads", "2", "--set")
 *     .require(KafkaSettings.BOOTSTRAP_SERVERS)
 *     .load();
 * }</pre>
 */
public final class ConfigLoader {
  /** Variables that begin like a setting's and are none. */
  private static final Set<String> NO_SETTINGS =
      Set.of(
          "MEKIKI_HOME", "MEKIKI_JAVA_OPTS", "MEKIKI_LOG", "MEKIKI_REAL_DATA", "MEKIKI_SKIP_BUILD");

  private final List<Path> files = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();
  private final Map<String, Setting> overrides = new LinkedHashMap<>();
  private final List<ConfigKey<?>> required = new ArrayList<>();
  private final List<Check> checks = new ArrayList<>();

  private record Check(Set<ConfigKey<?>> of, Function<MekikiConfig, List<String>> problems) {}

  /** Reads a {@code .properties} file in UTF-8; a later file wins over an earlier one. */
  public ConfigLoader file(Path file) {
    files.add(file);
    return this;
  }

  /** Reads the variables that begin with {@code MEKIKI_}, and no others. */
  public ConfigLoader environment(Map<String, String> variables) {
    environment.putAll(variables);
    return this;
  }

  /**
   * Sets a value over all other sources; a later call wins over an earlier one.
   *
   * @param where it was written, for messages, e.g. {@code --bootstrap}; a secret is refused from a
   *     flag, since everyone on the machine can read a command line
   */
  public ConfigLoader set(String name, String value, String where) {
    overrides.put(name, new Setting(value.strip(), where));
    return this;
  }

  /** Refuses a configuration that leaves this setting out. */
  public ConfigLoader require(ConfigKey<?> key) {
    required.add(key);
    return this;
  }

  /**
   * Has something checked that only its user knows, so that its problems are told with all others.
   * Left out where one of the settings that it looks at is wrong by itself.
   *
   * @param problems finds a sentence for each thing that is wrong
   */
  public ConfigLoader check(Function<MekikiConfig, List<String>> problems, ConfigKey<?>... of) {
    checks.add(new Check(Set.of(of), problems));
    return this;
  }

  /**
   * Reads all sources.
   *
   * @throws ConfigException with everything that is wrong
   */
  public MekikiConfig load() {
    Problems problems = new Problems();
    Map<String, Setting> written = new LinkedHashMap<>();
    files.forEach(file -> written.putAll(PropertiesFile.read(file, problems)));
    written.putAll(readEnvironment(problems));
    written.putAll(overrides);

    KafkaPassThrough passedOn = new KafkaPassThrough();
    written.forEach(
        (name, setting) -> {
          if (ConfigKeys.find(name) != null) {
            return;
          }
          if (KafkaPassThrough.isPassedOn(name)) {
            passedOn.add(name, setting, problems);
          } else {
            String hint = DidYouMean.hint(name, ConfigKeys.names());
            problems.add(setting.where(), name + " is not a setting" + hint);
          }
        });
    Values values = parse(written, problems);
    for (ConfigKey<?> key : required) {
      if (!written.containsKey(key.name()) && key.defaultText() == null) {
        problems.add("", missing(key));
      }
    }
    CrossChecks checked =
        new CrossChecks(
            problems,
            key -> written.containsKey(key.name()) ? written.get(key.name()).where() : "");
    values = checked.checkAlarms(values);
    MekikiConfig config = MekikiConfig.of(passedOn.toSettings(values), values);
    checked.check(config);
    for (Check check : checks) {
      if (Collections.disjoint(check.of(), problems.settings())) {
        check.problems().apply(config).forEach(problem -> problems.add("", problem));
      }
    }
    refuseSecretsOfFlags(problems);
    problems.throwIfAny();
    return config;
  }

  private void refuseSecretsOfFlags(Problems problems) {
    overrides.forEach(
        (name, setting) -> {
          if (setting.where().startsWith("--") && Secrets.isCertain(name)) {
            String variable = EnvironmentFiles.variableOf(name);
            problems.add(
                setting.where(),
                Text.of(
                    "%s is a secret, and everyone on this machine can read a command line; put it"
                        + " in the configuration file, or set %s, or %s_FILE to a file that holds"
                        + " it",
                    name, variable, variable));
          }
        });
  }

  private Map<String, Setting> readEnvironment(Problems problems) {
    Map<String, ConfigKey<?>> known = new TreeMap<>();
    ConfigKeys.all().forEach(key -> known.put(key.environmentName(), key));
    Map<String, Setting> found = new LinkedHashMap<>();
    new EnvironmentFiles(environment, known, problems)
        .resolved()
        .forEach(
            (variable, text) -> {
              if (!variable.startsWith(ConfigKey.ENVIRONMENT_PREFIX)
                  || NO_SETTINGS.contains(variable)) {
                return;
              }
              Setting setting = new Setting(text.strip(), "environment variable " + variable);
              ConfigKey<?> key = known.get(variable);
              String name = key == null ? KafkaPassThrough.nameOf(variable) : key.name();
              if (key != null || KafkaPassThrough.isPassedOn(name)) {
                found.put(name, setting);
              } else {
                String hint = DidYouMean.hint(variable, known.keySet());
                problems.add("", setting.where() + " is not a setting" + hint);
              }
            });
    return found;
  }

  /** Every setting's value; a default stands in for what can't be read, so that checks go on. */
  private static Values parse(Map<String, Setting> written, Problems problems) {
    Map<ConfigKey<?>, Object> values = new HashMap<>();
    for (ConfigKey<?> key : ConfigKeys.all()) {
      Object value = key.defaultValue();
      Setting setting = written.get(key.name());
      if (setting != null) {
        try {
          value = key.type().parse(setting.text());
        } catch (IllegalArgumentException | ArithmeticException e) {
          problems.add(
              key,
              setting.where(),
              Text.of(
                  "%s: \"%s\" is not valid; valid: %s",
                  key.name(), Secrets.shown(key.name(), setting.text()), key.type().legal()));
        }
      }
      values.put(key, value);
    }
    return new Values(values, written.keySet());
  }

  private static String missing(ConfigKey<?> key) {
    String flag = key == KafkaSettings.BOOTSTRAP_SERVERS ? "--bootstrap HOST:PORT, " : "";
    return Text.of(
        "%s is missing; set it by %s%s or a line in the configuration file (valid: %s)",
        key.name(), flag, key.environmentName(), key.type().legal());
  }
}
