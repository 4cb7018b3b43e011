package org.mekiki.stream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ViewPublisherTest {
  private static final Instant AT = Instant.parse("2026-01-31T12:00:07.123Z");

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(
          true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
  private final ViewPublisher publisher =
      new ViewPublisher(new PromptProducer(() -> producer, "the view"), "mekiki.views", "plant 1");

  @Test
  void aViewHasItsModelAsKeyAndIsACloudEvent() {
    byte[] json = "{\"padding\":\"pad\"}".getBytes(StandardCharsets.UTF_8);
    publisher.store("part-8", json, AT);
    ProducerRecord<byte[], byte[]> record = producer.history().get(0);
    assertThat(record.topic()).isEqualTo("mekiki.views");
    assertThat(record.key()).isEqualTo("part-8".getBytes(StandardCharsets.UTF_8));
    assertThat(record.value()).isEqualTo(json);
    assertThat(record.timestamp()).isEqualTo(AT.toEpochMilli());
    assertThat(header(record, "ce_type")).isEqualTo("org.mekiki.view");
    assertThat(header(record, "ce_source")).isEqualTo("/mekiki/plant+1/models/part-8");
    assertThat(header(record, "ce_subject")).isEqualTo("part-8");
    assertThat(header(record, "ce_dataschema"))
        .isEqualTo("https://mekiki.org/schemas/view.schema.json");
  }

  private static String header(ProducerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  @Test
  void whatIsNotAcknowledgedIsNotStored() {
    producer.sendException = new KafkaException("the producer is closed");
    assertThatThrownBy(() -> publisher.store("part-8", new byte[0], AT))
        .isInstanceOf(KafkaException.class)
        .hasMessage("the view was not stored on mekiki.views: the producer is closed");
  }
}
