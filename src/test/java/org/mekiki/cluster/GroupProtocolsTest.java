package org.mekiki.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which clusters have the streams protocol. */
class GroupProtocolsTest {
  private static final String SETTING = "score.group-protocol";

  @Test
  void aClusterWithTheFeatureHasIt() {
    assertThat(GroupProtocols.problem(SETTING, Map.of("streams.version", 1))).isEmpty();
  }

  @Test
  void anOlderClusterIsRefusedInASentence() {
    String sentence =
        "score.group-protocol is streams, but the brokers don't have that protocol: it needs Kafka"
            + " 4.2 or newer, with the feature streams.version at 1 ('kafka-features.sh describe'"
            + " shows it); set it to classic";
    assertThat(GroupProtocols.problem(SETTING, Map.of("metadata.version", 7))).contains(sentence);
    assertThat(GroupProtocols.problem(SETTING, Map.of("streams.version", 0))).contains(sentence);
  }
}
