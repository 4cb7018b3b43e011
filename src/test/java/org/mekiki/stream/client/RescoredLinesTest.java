package org.mekiki.stream.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.Inspections;
import org.mekiki.inspect.StageTimes;
import org.mekiki.stream.codec.InputRecord;

class RescoredLinesTest {
  private static final InputRecord INPUT =
      new InputRecord(
          "frames", 0, 7, 0, "cam".getBytes(UTF_8), new byte[] {1}, new RecordHeaders());
  private static final Frame FRAME =
      new Frame(
          "cam",
          "f-1",
          "cam",
          Instant.EPOCH,
          OptionalLong.empty(),
          new Frame.Encoded(new byte[] {1}),
          Map.of("lot", "17"));

  private final List<String> lines = new ArrayList<>();

  @Test
  void aLineHasTheAttributesOfAScoreSoThatAReaderCanLeaveOutWhatHasNoScoreOfItsOwn() {
    scored(Optional.empty(), Optional.empty(), Optional.of("far darker"));
    scored(Optional.empty(), Optional.of("no part"), Optional.empty());
    scored(Optional.of("weld"), Optional.empty(), Optional.empty());

    assertThat(lines.get(0))
        .isEqualTo(
            "{\"camera\":\"cam\",\"frameId\":\"f-1\",\"capturedAt\":\"1970-01-01T00:00:00Z\","
                + "\"inputTopic\":\"frames\",\"inputPartition\":0,\"inputOffset\":7,"
                + "\"model\":\"part\",\"modelVersion\":1,\"score\":10.0,\"normalizedScore\":0.5,"
                + "\"threshold\":10.0,\"verdict\":\"ANOMALOUS\",\"imageWidth\":64,"
                + "\"imageHeight\":48,\"regions\":[],"
                + "\"attributes\":{\"lot\":\"17\",\"mekiki.unlike\":\"far darker\"}}");
    assertThat(lines.get(1))
        .endsWith("\"attributes\":{\"lot\":\"17\",\"mekiki.not-aligned\":\"no part\"}}");
    assertThat(lines.get(2))
        .endsWith("\"attributes\":{\"lot\":\"17\",\"mekiki.region\":\"weld\"}}");
  }

  private void scored(
      Optional<String> region, Optional<String> notAligned, Optional<String> unlike) {
    Inspection found =
        Inspections.atTheThreshold(
            "part", new StageTimes(1_000, 2_000, 0, 0, 0, 0), region, notAligned, unlike);
    new RescoredLines(lines::add).scored(INPUT, FRAME, found);
  }
}
