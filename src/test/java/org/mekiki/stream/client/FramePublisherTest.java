package org.mekiki.stream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** How frames go out, with brokers that answer when the test wants, or when they are waited for. */
class FramePublisherTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  private final ByteArraySerializer bytes = new ByteArraySerializer();
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, new RoundRobinPartitioner(), bytes, bytes);
  private final FramePublisher publisher = new FramePublisher(producer, "frames");
  private final List<String> acknowledged = new ArrayList<>();

  @Test
  void aCamerasFirstFrameIsAcknowledgedBeforeItsNextOneGoesOut() {
    send("left", "l0");
    assertThat(acknowledged).containsExactly("l0");

    send("left", "l1");
    send("left", "l2");
    assertThat(acknowledged).as("only the first is waited for").containsExactly("l0");

    send("right", "r0");
    assertThat(acknowledged).containsExactly("l0", "l1", "l2", "r0");
  }

  @Test
  void aPartitionsFirstFrameIsAcknowledgedBeforeItsNextOneGoesOut() {
    publisher.send(0, "part", new byte[1], NOW, Map.of(), (p, o) -> acknowledged.add("0"));
    publisher.send(1, "part", new byte[1], NOW, Map.of(), (p, o) -> acknowledged.add("1"));
    assertThat(acknowledged).containsExactly("0", "1");

    publisher.send(0, "part", new byte[1], NOW, Map.of(), (p, o) -> acknowledged.add("0 again"));
    assertThat(producer.flushed()).isFalse();
  }

  @Test
  void aFrameThatIsNotAcknowledgedFailsTheNextOne() {
    send("left", "l0");
    send("left", "l1");
    producer.errorNext(new TimeoutException("no answer"));
    assertThatThrownBy(() -> send("left", "l2"))
        .isInstanceOf(KafkaException.class)
        .hasMessage("a frame could not be sent to frames: no answer");
  }

  private void send(String camera, String name) {
    publisher.send(
        camera, new byte[1], NOW, Map.of(), (partition, offset) -> acknowledged.add(name));
  }
}
