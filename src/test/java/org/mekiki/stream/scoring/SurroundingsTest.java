package org.mekiki.stream.scoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.inspect.alarm.AlarmKind;
import org.mekiki.inspect.alarm.CountRule;
import org.mekiki.inspect.alarm.Rules;
import org.mekiki.model.VerifiedModel;
import org.mekiki.stream.TestFrames;
import org.mekiki.stream.codec.AvroCodec;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.codec.Origin;
import org.mekiki.stream.letters.DeadLetters;

/** Ids that stay apart, frames that are sent again, and models that come late. */
class SurroundingsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final String ID = "frames-0-0-0a1b2c3d";
  @TempDir static Path shared;
  private static VerifiedModel trained;

  @TempDir Path state;
  private ScoringFixture scoring;

  @BeforeAll
  static void train() {
    trained = ScoringFixture.train(shared);
  }

  @BeforeEach
  void start() {
    scoring =
        ScoringFixture.of(trained, NOW)
            .alarms(
                Rules.of(Set.of(AlarmKind.ANOMALOUS, AlarmKind.UNSCORABLE), new CountRule(1, 5, 0)))
            .surroundings(
                new Surroundings(
                    new Origin("hall 3", "0a1b2c3d"),
                    partition -> true,
                    Duration.ofMillis(20),
                    false))
            .open(state);
  }

  @AfterEach
  void close() {
    scoring.close();
  }

  @Test
  void idsNameTheTopicThatIsNowAndEventsNameTheSite() throws Exception {
    scoring.send("cam", TestFrames.defective(1), NOW);

    byte[] score = scoring.read("scores").get(0).value();
    assertThat(AvroCodec.SCORE.decode(score).getFrameId()).isEqualTo(ID);
    TestRecord<byte[], byte[]> anomaly = scoring.read("anomalies").get(0);
    assertThat(ScoringFixture.header(anomaly, "ce_id")).isEqualTo(ID);
    assertThat(ScoringFixture.header(anomaly, "ce_source")).isEqualTo("/mekiki/hall+3/cameras/cam");
    TestRecord<byte[], byte[]> alarm = scoring.read("alarms").get(0);
    assertThat(ScoringFixture.header(alarm, "ce_id")).isEqualTo(ID + "/anomalous/raised");
    assertThat(ScoringFixture.header(alarm, "ce_source")).isEqualTo("/mekiki/hall+3/cameras/cam");
    assertThat(new ObjectMapper().readTree(alarm.value()).get("alarmId").asText())
        .isEqualTo(ID + "/anomalous");
  }

  @Test
  void anIdThatAFrameBringsStays() throws Exception {
    scoring.send("cam", TestFrames.good(1), NOW, FrameHeaders.FRAME_ID, "f-17");
    byte[] score = scoring.read("scores").get(0).value();
    assertThat(AvroCodec.SCORE.decode(score).getFrameId()).isEqualTo("f-17");
  }

  @Test
  void aLetterNamesTheTopicThatItsFrameIsOn() {
    scoring.send("cam", "no picture".getBytes(UTF_8), NOW);
    assertThat(ScoringFixture.header(scoring.read("dead-letters").get(0), DeadLetters.TOPIC_TAG))
        .isEqualTo("0a1b2c3d");
  }

  @Test
  void framesThatAreSentAgainAreScoredButRaiseNoAlarm() {
    scoring.send("cam", TestFrames.defective(1), NOW, FrameHeaders.REPLAYED, "dead-letter 3:17");
    scoring.send("cam", "none".getBytes(UTF_8), NOW, FrameHeaders.REPLAYED, "dead-letter 3:18");

    assertThat(scoring.read("anomalies")).hasSize(1);
    assertThat(scoring.read("dead-letters")).hasSize(1);
    assertThat(scoring.read("alarms")).isEmpty();
    scoring.send("cam", TestFrames.defective(1), NOW);
    assertThat(scoring.read("alarms")).as("of a frame of now").hasSize(1);
  }

  @Test
  void aFrameWhoseModelDoesNotComeInTimeIsNoLetterThatSaysTeachIt() {
    scoring.announce("away");

    assertThatThrownBy(
            () -> scoring.send("cam", TestFrames.good(1), NOW, FrameHeaders.MODEL, "away"))
        .hasRootCauseInstanceOf(TimeoutException.class)
        .rootCause()
        .hasMessageContaining("model 'away' is published but did not come");
    List<TestRecord<byte[], byte[]>> letters = scoring.read("dead-letters");
    assertThat(letters).isEmpty();
  }

  @Test
  void theWaitForAModelFitsATransaction() {
    assertThat(Surroundings.modelWait(Duration.ofSeconds(60))).isEqualTo(Duration.ofSeconds(20));
    assertThat(Surroundings.modelWait(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(1));
    assertThat(Surroundings.modelWait(Duration.ofMinutes(15))).isEqualTo(Duration.ofSeconds(30));
  }
}
