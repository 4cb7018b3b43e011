package org.mekiki.stream.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class StreamsSettingsTest {
  private static final String COMMIT_WAITS = "producer.max.block.ms";

  @Test
  void aCommitOutlivesEachOutageOfTheBrokers() {
    Properties properties = settings(StreamsConfig.EXACTLY_ONCE_V2, new Properties()).properties();

    assertThat((long) properties.get(COMMIT_WAITS)).isGreaterThan(Duration.ofDays(1).toMillis());
    assertThat(new StreamsConfig(needed(properties)).getProducerConfigs("p"))
        .containsEntry("max.block.ms", properties.get(COMMIT_WAITS));
  }

  @Test
  void withoutTransactionsNothingWaitsLongerThanKafkaHasIt() {
    assertThat(settings(StreamsConfig.AT_LEAST_ONCE, new Properties()).properties())
        .doesNotContainKey(COMMIT_WAITS);
  }

  @Test
  void whatIsConfiguredForTheClientsWins() {
    Properties client = new Properties();
    client.put(COMMIT_WAITS, "30000");

    assertThat(settings(StreamsConfig.EXACTLY_ONCE_V2, client).properties())
        .containsEntry(COMMIT_WAITS, "30000");
  }

  private static Properties needed(Properties properties) {
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:1");
    return properties;
  }

  private static StreamsSettings settings(String guarantee, Properties client) {
    return new StreamsSettings(
        "app",
        client,
        guarantee,
        "classic",
        1,
        Duration.ofMillis(100),
        Duration.ofSeconds(60),
        64,
        1 << 20,
        Path.of("state"),
        32L << 20,
        1);
  }
}
