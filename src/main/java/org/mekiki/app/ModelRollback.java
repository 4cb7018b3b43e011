package org.mekiki.app;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.mekiki.config.MekikiConfig;
import org.mekiki.model.ModelManifest;
import org.mekiki.stream.FramePublisher;
import org.mekiki.stream.TrainingCommand;
import org.mekiki.stream.models.ModelTopicException;
import org.mekiki.stream.models.ModelTopicWriter;

/** Makes an older version of a model current again, and tells the trainer. */
final class ModelRollback {
  private final MekikiConfig config;

  ModelRollback(MekikiConfig config) {
    this.config = config;
  }

  /**
   * Goes back.
   *
   * @param version a kept one; none: the newest that is older than the current one
   * @return the manifest that is current now
   * @throws ModelTopicException if there is no such version, or Kafka fails
   */
  ModelManifest to(String model, Optional<Long> version) {
    ModelTopicWriter writer =
        new ModelTopicWriter(config.kafka().producerProperties(), config.topics().models().name());
    ModelManifest manifest =
        version.isPresent() ? writer.rollback(model, version.get()) : writer.rollback(model);
    tellTrainer(manifest);
    return manifest;
  }

  /** It must keep this version, not the newest, when it publishes the next. */
  private void tellTrainer(ModelManifest manifest) {
    try (FramePublisher good =
        new FramePublisher(
            config.kafka().producerProperties(),
            config.topics().good().name(),
            config.topics().maxMessageBytes())) {
      good.send(
          manifest.model(),
          TrainingCommand.rolledBack(manifest.model(), manifest.version()).toBytes(),
          Instant.now(),
          Map.of(),
          FramePublisher.Acknowledgement.IGNORED);
      good.flush();
    }
  }
}
