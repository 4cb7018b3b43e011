package org.mekiki.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.mekiki.config.ConfigLoader;

/** How the scoring topology runs. */
class ScoringServiceTest {
  @Test
  void aScorerThatJoinsTakesItsShareHoweverFarItsStateIsBehind() {
    assertThat(acceptableLag(Map.of())).isEqualTo(Long.toString(Long.MAX_VALUE));
  }

  @Test
  void whatIsConfiguredForKafkaStreamsWins() {
    assertThat(acceptableLag(Map.of("kafka.streams.acceptable.recovery.lag", "500")))
        .isEqualTo("500");
  }

  private static String acceptableLag(Map<String, String> more) {
    ConfigLoader loader = new ConfigLoader().set("kafka.bootstrap.servers", "localhost:1", "test");
    more.forEach((key, value) -> loader.set(key, value, "test"));
    return ScoringService.settings(loader.load(), Path.of("state"))
        .client()
        .get(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG)
        .toString();
  }
}
