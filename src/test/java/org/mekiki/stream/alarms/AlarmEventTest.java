package org.mekiki.stream.alarms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlarmEventTest {
  @Test
  void whatWasMeasuredIsTextAndNumbersByName() throws IOException {
    assertThat(read(",\"evidence\":{\"frames\":1200,\"psi\":0.31,\"model\":\"lid\",\"odd\":[1]}"))
        .isEqualTo(Map.of("frames", 1200, "psi", 0.31, "model", "lid"));
  }

  @Test
  void anAlarmNeedNotSayWhatWasMeasured() throws IOException {
    assertThat(read("")).isEmpty();
  }

  private static Map<String, Object> read(String evidence) throws IOException {
    String json =
        "{\"alarmId\":\"a\",\"camera\":\"cam\",\"kind\":\"DRIFT\",\"state\":\"RAISED\","
            + "\"raisedAt\":\"2026-01-31T12:00:00Z\",\"message\":\"m\""
            + evidence
            + "}";
    return AlarmEvent.read(0, json.getBytes(UTF_8), Map.of()).evidence();
  }
}
