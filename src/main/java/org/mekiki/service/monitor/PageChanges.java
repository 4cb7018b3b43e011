package org.mekiki.service.monitor;

import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.mekiki.config.MekikiConfig;
import org.mekiki.inspect.Feedback;
import org.mekiki.service.parts.ModelTopicAccess;
import org.mekiki.stream.client.FeedbackPublisher;
import org.mekiki.stream.models.ModelTopicException;
import org.mekiki.web.ChangeException;
import org.mekiki.web.Changes;
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
      throw new ChangeException(e.getMessage(), e);
    } catch (KafkaException e) {
      throw new ChangeException(
          "the model was rolled back, but the trainer could not be told: " + e.getMessage(), e);
    }
  }

  @Override
  public void judge(Feedback feedback) {
    try {
      publisher.store(feedback);
    } catch (KafkaException e) {
      throw new ChangeException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    publisher.close();
  }
}
