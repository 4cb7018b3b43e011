package org.mekiki.stream;

import org.mekiki.config.ConfigLoader;
import org.mekiki.config.Topic;
import org.mekiki.config.TopicsSettings;

/** Topics that are called as they are in settings, without a prefix. */
public final class PlainTopics {
  public static final TopicsSettings SETTINGS = settings();

  private PlainTopics() {}

  private static TopicsSettings settings() {
    ConfigLoader loader = new ConfigLoader();
    for (Topic topic : Topic.values()) {
      loader.set("topics." + topic.id() + ".name", topic.id(), "test");
    }
    return loader.load().topics();
  }
}
