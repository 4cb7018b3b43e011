package org.mekiki.stream.scoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mekiki.stream.scoring.ScoringFixture.header;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.InspectionListener;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.alarm.AlarmKind;
import org.mekiki.inspect.alarm.CountRule;
import org.mekiki.inspect.alarm.Rules;
import org.mekiki.model.VerifiedModel;
import org.mekiki.stream.TestFrames;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.codec.AvroCodec;
import org.mekiki.stream.codec.RecordSize;
import org.mekiki.stream.letters.DeadLetters;

/**
 * Frames that would end the service, and every one that is started after it: a topic refuses what
 * comes of them, or a listener fails. Each costs one dead letter at most.
 */
class PoisonedFrameTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir static Path state;
  private static VerifiedModel trained;

  private ScoringFixture scoring;

  @BeforeAll
  static void train() {
    trained = ScoringFixture.train(state);
  }

  @BeforeEach
  void start() {
    start(InspectionListener.NOOP);
  }

  private void start(InspectionListener listener) {
    scoring =
        ScoringFixture.of(trained, NOW)
            .alarms(
                Rules.of(
                    Set.of(AlarmKind.UNSCORABLE), new CountRule(3, 5, 0), new CountRule(2, 5, 0)))
            .tellFrames(listener)
            .open(state);
  }

  @AfterEach
  void stop() {
    scoring.close();
  }

  @Test
  void aFrameWhoseResultNoTopicTakesIsADeadLetter() throws Exception {
    String large = "x".repeat(RecordSize.USUAL_LIMIT);
    send("cam", TestFrames.defective(500), "attribute-note", large);
    send("cam", TestFrames.good(500));

    TestRecord<byte[], byte[]> letter = onlyLetter();
    assertThat(header(letter, DeadLetters.REASON)).isEqualTo("result-too-large");
    assertThat(header(letter, DeadLetters.MESSAGE))
        .contains("the score of frame frames-0-0 has 10")
        .contains(
            "at most 1048588 fit on its topic; send fewer or shorter attributes (there are 1)");
    assertThat(header(letter, "attribute-note")).isEqualTo(large);
    assertThat(onlyScore().getInputOffset()).isEqualTo(1);
    assertThat(read("anomalies")).isEmpty();
  }

  /** In JSON a control character takes six bytes: the score fits, the anomaly does not. */
  @Test
  void anAnomalyThatNoTopicTakesIsADeadLetterAndNoScore() {
    send("cam", TestFrames.defective(500), "attribute-note", "\u0001".repeat(300_000));
    assertThat(header(onlyLetter(), DeadLetters.MESSAGE)).startsWith("the anomaly of frame ");
    assertThat(read("scores")).isEmpty();
  }

  @Test
  void whatSomebodySentIsQuotedInPartOnly() {
    send("cam", TestFrames.good(1), "captured-at", "9".repeat(500_000));
    assertThat(header(onlyLetter(), DeadLetters.MESSAGE))
        .startsWith("header captured-at is '999")
        .hasSize(2000)
        .endsWith("…");
  }

  @Test
  void headersTooLargeForADeadLetterAreLeftOutAfterTheValue() {
    int room = DeadLetters.maxRecordBytes(ScoringFixture.MAX_VALUE_BYTES);
    send("cam", "no picture".getBytes(UTF_8), "attribute-note", "x".repeat(room));

    TestRecord<byte[], byte[]> letter = onlyLetter();
    assertThat(header(letter, DeadLetters.REASON)).isEqualTo("not-an-image");
    assertThat(letter.key()).isEqualTo("cam".getBytes(UTF_8));
    assertThat(letter.value()).isNull();
    assertThat(header(letter, DeadLetters.OMITTED_BYTES)).isEqualTo("10");
    assertThat(header(letter, DeadLetters.OMITTED_HEADERS)).isEqualTo("1");
    assertThat(letter.headers().lastHeader("attribute-note")).isNull();
  }

  @Test
  void aKeyThatIsNoNameIsRefusedAndWatchedByNobody() {
    int room = DeadLetters.maxRecordBytes(ScoringFixture.MAX_VALUE_BYTES);
    for (int frame = 0; frame < 3; frame++) {
      send("k".repeat(room), TestFrames.good(1));
    }
    send("c".repeat(513), TestFrames.good(1));

    List<TestRecord<byte[], byte[]>> letters = read("dead-letters");
    assertThat(letters)
        .extracting(letter -> header(letter, DeadLetters.REASON))
        .containsOnly("no-camera");
    assertThat(header(letters.get(3), DeadLetters.MESSAGE))
        .isEqualTo("the camera id at frames-0-3 has 513 characters; valid: 1 to 512");
    assertThat(letters.get(3).key()).hasSize(513);
    assertThat(letters.get(0).key()).isNull();
    assertThat(header(letters.get(0), DeadLetters.OMITTED_KEY_BYTES)).isEqualTo("" + room);
    assertThat(read("alarms")).isEmpty();
    send("cam", new byte[] {1});
    send("cam", new byte[] {1});
    assertThat(read("alarms")).as("of a camera with a name").hasSize(1);
  }

  @Test
  void aListenerThatFailsCostsNoFrame() throws Exception {
    scoring.close();
    start(new FailingListener());
    send("cam", TestFrames.good(1));
    send("cam", new byte[] {1});
    assertThat(onlyScore().getInputOffset()).isZero();
    assertThat(header(onlyLetter(), DeadLetters.OFFSET)).isEqualTo("1");
  }

  private static final class FailingListener implements InspectionListener {
    @Override
    public void scored(org.mekiki.inspect.Frame frame, Inspection inspection) {
      throw new ArithmeticException("on purpose");
    }

    @Override
    public void rejected(String camera, Rejection rejection) {
      throw new ArithmeticException("on purpose");
    }

    @Override
    public void learned(String model) {}
  }

  private TestRecord<byte[], byte[]> onlyLetter() {
    List<TestRecord<byte[], byte[]>> letters = read("dead-letters");
    assertThat(letters).hasSize(1);
    return letters.get(0);
  }

  private void send(String key, byte[] value, String... headers) {
    scoring.send(key, value, NOW, headers);
  }

  private Score onlyScore() throws Exception {
    List<TestRecord<byte[], byte[]>> scores = read("scores");
    assertThat(scores).hasSize(1);
    return AvroCodec.SCORE.decode(scores.get(0).value());
  }

  private List<TestRecord<byte[], byte[]>> read(String topic) {
    return scoring.read(topic);
  }
}
