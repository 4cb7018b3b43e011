package org.mekiki.cluster;

import org.mekiki.config.TopicsSettings;
import org.mekiki.stream.scoring.ScoringTopics;
import org.mekiki.stream.training.message.TrainingTopics;

/** The configured topics as the topologies want them. */
public final class KafkaNames {
  private KafkaNames() {}

  public static ScoringTopics scoring(TopicsSettings topics) {
    return new ScoringTopics(
        topics.frames().name(),
        topics.scores().name(),
        topics.heatmaps().name(),
        topics.anomalies().name(),
        topics.alarms().name(),
        topics.deadLetters().name());
  }

  public static TrainingTopics training(TopicsSettings topics) {
    return new TrainingTopics(
        topics.good().name(),
        topics.models().name(),
        topics.training().name(),
        topics.trainingControl().name(),
        topics.deadLetters().name());
  }
}
