package org.mekiki.stream.scoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
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
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.codec.RecordWriter;
import org.mekiki.stream.codec.RegisteredSchemas;
import org.mekiki.stream.codec.ResultKind;

/** What a model's view says reaches the bytes that are published, under names that others read. */
class ScoreRecordsTest {
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

  @Test
  void theWorstRegionIsAnAttribute() throws IOException {
    assertAttributes(
        found(Optional.of("edge"), Optional.empty()), Map.of("lot", "17", "mekiki.region", "edge"));
  }

  @Test
  void whyAFrameCouldNotBeAlignedIsAnAttribute() throws IOException {
    String why = "no part: 0 % of the frame differ from its background";

    assertAttributes(
        found(Optional.empty(), Optional.of(why)), Map.of("lot", "17", "mekiki.not-aligned", why));
  }

  @Test
  void whyAPictureIsUnlikeTheGoodOnesIsAnAttribute() throws IOException {
    String why = "the picture is far darker than the good ones";
    Inspection found = found(Optional.empty(), Optional.empty(), Optional.of(why), 0);

    assertAttributes(found, Map.of("lot", "17", "mekiki.unlike", why));
  }

  @Test
  void withoutAViewThereAreOnlyTheFramesOwn() throws IOException {
    assertAttributes(found(Optional.empty(), Optional.empty()), Map.of("lot", "17"));
  }

  /** A field of its own would be a new fingerprint; the field of decoding holds it as before. */
  @Test
  void theTimeThatAligningTookIsAnAttributeOfTheScoreAndPartOfDecoding() throws IOException {
    Inspection found = found(Optional.empty(), Optional.empty(), Optional.empty(), 2_500_000);
    Score score = ScoreRecords.score(INPUT, FRAME, found, Instant.EPOCH);

    assertThat(score.getAttributes()).isEqualTo(Map.of("lot", "17", "mekiki.align-micros", "2500"));
    assertThat(score.getStages().getDecodeMicros()).isEqualTo(2501);
    assertThat(ScoreRecords.anomaly(INPUT, FRAME, found).getAttributes())
        .isEqualTo(Map.of("lot", "17"));
  }

  private static void assertAttributes(Inspection found, Map<String, String> attributes)
      throws IOException {
    for (RecordWriter<Score> format : List.of(ResultKind.SCORE.avro(), ResultKind.SCORE.json())) {
      byte[] bytes = format.encode(ScoreRecords.score(INPUT, FRAME, found, Instant.EPOCH));
      assertThat(ResultKind.SCORE.decode(bytes, RegisteredSchemas.NONE).getAttributes())
          .as("score, %s", format.contentType())
          .isEqualTo(attributes);
    }
    JsonNode json =
        new ObjectMapper()
            .readTree(ResultKind.ANOMALY.json().encode(ScoreRecords.anomaly(INPUT, FRAME, found)));
    assertThat(new ObjectMapper().convertValue(json.path("attributes"), Map.class))
        .as("anomaly")
        .isEqualTo(attributes);
  }

  private static Inspection found(Optional<String> region, Optional<String> notAligned) {
    return found(region, notAligned, Optional.empty(), 0);
  }

  private static Inspection found(
      Optional<String> region, Optional<String> notAligned, Optional<String> unlike, long align) {
    return Inspections.atTheThreshold(
        "cam", new StageTimes(1_000, align, 0, 0, 0, 0), region, notAligned, unlike);
  }
}
