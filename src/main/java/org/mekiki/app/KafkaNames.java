package org.mekiki.app;

import org.mekiki.config.TopicsSettings;
import org.mekiki.stream.ScoringTopics;
import org.mekiki.stream.TrainingTopics;

/** The configured topics as the topologies want them. */
final class KafkaNames {
  private KafkaNames() {}

  static ScoringTopics scoring(TopicsSettings topics) {
    return new ScoringTopics(
        topics.frames().name(),
        topics.scores().name(),
        topics.heatmaps().name(),
        topics.anomalies().name(),
        topics.alarms().name(),
        topics.deadLetters().name());
  }

  static TrainingTopics training(TopicsSettings topics) {
    return new TrainingTopics(
        topics.good().name(),
        topics.models().name(),
        topics.training().name(),
        topics.trainingControl().name(),
        topics.deadLetters().name());
  }
}
