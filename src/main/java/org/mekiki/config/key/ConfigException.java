package org.mekiki.config.key;

import java.util.List;

/** A configuration that can't be used, with everything that is wrong with it. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  public ConfigException(List<String> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  /** One sentence for each thing that is wrong; at least one. */
  public List<String> problems() {
    return problems;
  }

  private static String message(List<String> problems) {
    String heading =
        problems.size() == 1
            ? "the configuration has a problem:"
            : "the configuration has " + problems.size() + " problems:";
    return heading + "\n  - " + String.join("\n  - ", problems);
  }
}
