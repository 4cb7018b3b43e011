package org.mekiki.stream.training.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingEventTest {
  @Test
  void isReadAsItWasWritten() {
    TrainingEvent event = TrainingEvent.published("part", "run-1", 3, 200);
    assertThat(TrainingEvent.read(event.toBytes())).contains(event);
  }

  /** Whoever follows the topic must not end of what somebody else has put there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "nonsense",
        "{\"event\":\"EMBEDDED\"}",
        "{\"event\":\"BAKED\",\"model\":\"part\"}",
        "{\"event\":\"PUBLISHED\",\"model\":\"part\",\"frames\":1}",
        "{\"event\":\"FITTING\",\"model\":\"part\",\"version\":1}"
      })
  void whatIsNoneIsNone(String value) {
    assertThat(TrainingEvent.read(value.getBytes(UTF_8))).isEmpty();
    assertThat(TrainingEvent.read(null)).isEmpty();
  }
}
