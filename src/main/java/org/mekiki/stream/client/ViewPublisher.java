package org.mekiki.stream.client;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.mekiki.stream.codec.CloudEvents;
import org.mekiki.stream.codec.Origin;

/**
 * Writes views that were set up on the page: JSON after schemas/view.schema.json, CloudEvents
 * headers, the model as key. The next teaching of that model takes its newest one. Thread-safe.
 */
public final class ViewPublisher implements AutoCloseable {
  static final String TYPE = "org.mekiki.view";
  static final String CONTENT_TYPE = "application/json";
  static final String SCHEMA = "view.schema.json";

  private final PromptProducer producer;
  private final String topic;
  private final Origin origin;

  /**
   * A publisher.
   *
   * @param client settings of a Kafka client, {@code bootstrap.servers} among them
   * @param site name of the site; empty if it has none
   */
  public ViewPublisher(Map<String, Object> client, String topic, String site) {
    this(new PromptProducer(client, "the view"), topic, site);
  }

  ViewPublisher(PromptProducer producer, String topic, String site) {
    this.producer = producer;
    this.topic = topic;
    this.origin = new Origin(site, "");
  }

  /**
   * Stores a model's view.
   *
   * @param json the view; null to have the next teaching see the whole frame
   * @throws KafkaException if it is not known to be stored
   */
  public void store(String model, byte[] json, Instant at) {
    producer.store(
        new ProducerRecord<>(
            topic,
            null,
            at.toEpochMilli(),
            model.getBytes(StandardCharsets.UTF_8),
            json,
            CloudEvents.headers(
                origin.model(model),
                TYPE,
                model,
                model + "/" + at.toEpochMilli(),
                at,
                CONTENT_TYPE,
                SCHEMA)));
  }

  @Override
  public void close() {
    producer.close();
  }
}
