package org.mekiki.config;

import org.mekiki.config.key.Values;
import org.mekiki.config.type.ValueType;
import org.mekiki.config.type.ValueTypes;

/**
 * Names of consumer groups. They begin as the topics do, so that installations which differ by
 * {@code topics.prefix} alone share nothing.
 *
 * @param prefix {@code topics.prefix} with a dot at its end written as a dash: {@code mekiki-}
 */
public record GroupNames(String prefix) {
  /** In a configured name: what {@code topics.prefix} says. */
  static final String PREFIX_PLACE = "${prefix}";

  /** How a group is named in a configuration. */
  static final ValueType<String> CONFIGURED =
      ValueTypes.text(
          "1 to 150 letters, digits, dots, dashes or underscores, " + PREFIX_PLACE + " among them",
          "(?=.)[\\w.-]{0,150}(\\$\\{prefix\\})?[\\w.-]{0,150}");

  /**
   * From the topics' prefix.
   *
   * @param topicPrefix such as {@code mekiki.}; may be empty
   */
  static GroupNames ofTopics(String topicPrefix) {
    return new GroupNames(
        topicPrefix.endsWith(".")
            ? topicPrefix.substring(0, topicPrefix.length() - 1) + "-"
            : topicPrefix);
  }

  static GroupNames of(Values values) {
    return ofTopics(values.get(TopicsSettings.PREFIX));
  }

  /** A configured name with the prefix in the place that names it. */
  String fill(String configured) {
    return configured.replace(PREFIX_PLACE, prefix);
  }

  /**
   * The group of those who forward alarms to one place.
   *
   * @param target kind of place, {@code webhook} for example
   */
  public String alerts(String target) {
    return prefix + "alerts-" + target;
  }
}
