package org.mekiki.service.monitor;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.mekiki.config.MekikiConfig;
import org.mekiki.inspect.Feedback;
import org.mekiki.service.parts.ModelTopicAccess;
import org.mekiki.service.parts.TrainerNotToldException;
import org.mekiki.stream.client.FeedbackPublisher;
import org.mekiki.stream.models.ModelTopicException;
import org.mekiki.web.Changes;
import org.mekiki.web.http.Refusal;
import org.mekiki.web.http.RefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the page may change: rolls models back, stores feedback. Thread-safe. */
final class PageChanges implements Changes, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PageChanges.class);

  private final MekikiConfig config;
  private final FeedbackPublisher publisher;

  PageChanges(MekikiConfig config) {
    this.config = config;
    this.publisher =
        new FeedbackPublisher(
            config.kafka().producerProperties(),
            config.topics().feedback().name(),
            config.topics().site());
  }

  @Override
  public Optional<String> refusal() {
    return Optional.empty();
  }

  /** One at a time: the same person twice must not get in their own way. */
  @Override
  public synchronized void rollback(String model, long version) {
    try {
      String label = new ModelTopicAccess(config).rollback(model, Optional.of(version)).label();
      LOG.info("{} is current again: rolled back on the page", label);
    } catch (ModelTopicException e) {
      throw refused(Refusal.NOT_ROLLED_BACK, e.getMessage(), model, version, e);
    } catch (TrainerNotToldException e) {
      throw refused(Refusal.TRAINER_NOT_TOLD, e.getMessage(), model, version, e);
    }
  }

  private static RefusedException refused(
      Refusal why, String sentence, String model, long version, Exception cause) {
    return new RefusedException(
        why, sentence, Map.of("model", model, "version", String.valueOf(version)), cause);
  }

  @Override
  public void judge(Feedback feedback) {
    try {
      publisher.store(feedback);
    } catch (KafkaException e) {
      throw new RefusedException(Refusal.FEEDBACK_NOT_STORED, e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    publisher.close();
  }
}
