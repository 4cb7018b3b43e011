package org.mekiki.stream.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.mekiki.stream.client.FramePublisher;
import org.mekiki.stream.run.StreamsSettings;

/** A producer that is to send large frames has the memory for them. */
class ProducerMemoryTest {
  private static final int FRAME = 64 << 20;
  private static final long USUAL = 32L << 20;

  @Test
  void eachProducerHoldsMoreThanItsLargestRecord() {
    assertThat(memory(FramePublisher.settings(Map.of(), FRAME), "")).isGreaterThan(FRAME);
    assertThat(memory(services(new Properties()), "producer.")).isGreaterThan(FRAME);
  }

  @Test
  void usualFramesTakeNoMoreThanKafkaHasIt() {
    Map<String, Object> settings = new HashMap<>(Map.of("max.request.size", 8 << 20));
    ProducerMemory.fit(settings, "");
    assertThat(memory(settings, "")).isEqualTo(USUAL);
  }

  @Test
  void itFollowsWhatIsConfiguredForTheProducerToo() {
    Properties client = new Properties();
    client.put("producer.max.request.size", "200000000");
    assertThat(memory(services(client), "producer.")).isEqualTo(400_000_000);
    assertThat(memory(FramePublisher.settings(Map.of("max.request.size", "200000000"), 1), ""))
        .isGreaterThan(200_000_000);
  }

  @Test
  void whatIsConfiguredWins() {
    Properties client = new Properties();
    client.put("producer.buffer.memory", "100000000");
    assertThat(memory(services(client), "producer.")).isEqualTo(100_000_000);
    Properties forAll = new Properties();
    forAll.put("buffer.memory", "100000000");
    assertThat(services(forAll)).doesNotContainKey("producer.buffer.memory");
  }

  private static Properties services(Properties client) {
    return new StreamsSettings(
            "app",
            client,
            StreamsConfig.EXACTLY_ONCE_V2,
            "classic",
            1,
            Duration.ofMillis(100),
            Duration.ofSeconds(60),
            8,
            FRAME,
            Path.of("state"),
            32L << 20,
            1)
        .properties();
  }

  private static long memory(Map<?, ?> settings, String prefix) {
    return Long.parseLong(String.valueOf(settings.get(prefix + "buffer.memory")));
  }
}
