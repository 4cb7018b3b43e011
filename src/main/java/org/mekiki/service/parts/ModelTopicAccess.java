package org.mekiki.service.parts;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.mekiki.cluster.BrokerWait;
import org.mekiki.cluster.TopicsThere;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.KafkaSettings;
import org.mekiki.config.MekikiConfig;
import org.mekiki.model.ModelManifest;
import org.mekiki.stream.client.FramePublisher;
import org.mekiki.stream.models.ModelCatalog;
import org.mekiki.stream.models.ModelCatalogFollower;
import org.mekiki.stream.models.ModelDownload;
import org.mekiki.stream.models.ModelTopicException;
import org.mekiki.stream.models.ModelTopicWriter;
import org.mekiki.stream.training.message.TrainingCommand;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.Terminal;

/** What the commands on models have in common: the topic, once it is known to be there. */
public record ModelTopicAccess(MekikiConfig config) {
  /**
   * Connects.
   *
   * @throws CommandException if the cluster does not answer, or there is no models topic
   */
  public static ModelTopicAccess connect(ConfigLoader loader, Terminal terminal)
      throws InterruptedException {
    MekikiConfig config =
        ModelTrust.checkedBy(loader.require(KafkaSettings.BOOTSTRAP_SERVERS)).load();
    try (Admin admin = new BrokerWait(config.kafka(), terminal).connect(BrokerWait.ONE_SHOT)) {
      TopicsThere.require(admin, List.of(config.topics().models()));
    }
    return new ModelTopicAccess(config);
  }

  public ModelCatalog catalog() {
    return ModelCatalog.read(config.kafka().consumerProperties(), name());
  }

  public ModelDownload download() {
    return new ModelDownload(config.kafka().consumerProperties(), name());
  }

  /**
   * Signs with the configured key, if there is one.
   *
   * @throws ModelTopicException if scorers would refuse what it writes, since nobody signs it
   */
  public ModelTopicWriter writer() {
    if (config.models().requireSignature() && config.models().signingKey().isEmpty()) {
      throw new ModelTopicException(
          "models.require-signature is true, but models.signing-key is not set: scorers would"
              + " refuse the change, so nothing is written; name the key that signs your models",
          null);
    }
    return new ModelTopicWriter(
        config.kafka().producerProperties(), name(), ModelTrust.signer(config), Clock.systemUTC());
  }

  /**
   * Makes an older version current again, and tells the trainer.
   *
   * @param version a kept one; none: the newest that is older than the current one
   * @return the manifest that is current now
   * @throws ModelTopicException if there is no such version, or Kafka fails
   * @throws TrainerNotToldException if the version is current, and the trainer doesn't know it
   */
  public ModelManifest rollback(String model, Optional<Long> version) {
    ModelManifest manifest =
        version.isPresent() ? writer().rollback(model, version.get()) : writer().rollback(model);
    tellTrainer(manifest);
    return manifest;
  }

  private String name() {
    return config.topics().models().name();
  }

  /**
   * The trainer must keep this version, not the newest, when it publishes the next.
   *
   * @throws TrainerNotToldException if Kafka fails
   */
  public void tellTrainer(ModelManifest manifest) {
    try {
      tellTrainer(
          TrainingCommand.rolledBack(
              manifest.model(), manifest.version(), manifest.chunks().count()));
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw new TrainerNotToldException(manifest, e);
    }
  }

  /**
   * Has the trainer, which alone writes beside the models that it publishes, keep what a version
   * can see, and waits until it is there.
   *
   * @param seen a JSON object
   * @param stop whether to wait no longer
   * @return false if it is not there after this time
   */
  public boolean keepDetectability(
      ModelManifest manifest, JsonNode seen, Duration atMost, BooleanSupplier stop) {
    String model = manifest.model();
    long start = System.nanoTime();
    try (ModelCatalogFollower models =
        new ModelCatalogFollower(config.kafka().consumerProperties(), name())) {
      tellTrainer(TrainingCommand.detectability(model, manifest.version(), seen));
      byte[] kept = seen.toString().getBytes(StandardCharsets.UTF_8);
      while (System.nanoTime() - start < atMost.toNanos() && !stop.getAsBoolean()) {
        models.poll();
        Optional<byte[]> there = models.catalog().detectability(model, manifest.version());
        if (there.isPresent() && Arrays.equals(there.get(), kept)) {
          return true;
        }
      }
      return false;
    }
  }

  private void tellTrainer(TrainingCommand command) {
    try (FramePublisher good =
        new FramePublisher(
            config.kafka().producerProperties(),
            config.topics().good().name(),
            config.topics().maxMessageBytes())) {
      good.send(
          command.model(),
          command.toBytes(),
          Instant.now(),
          Map.of(),
          FramePublisher.Acknowledgement.IGNORED);
      good.flush();
    }
  }

  /** A model that is not there, or can't be read: by a release that is too old for it, say. */
  public static CommandException unknown(ModelCatalog catalog, String model, Long version) {
    return CommandException.failed(catalog.missing(model, Optional.ofNullable(version)));
  }
}
