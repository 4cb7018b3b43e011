package org.mekiki.stream.scoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mekiki.stream.scoring.ScoringFixture.header;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.image.EncodedHeatmap;
import org.mekiki.image.HeatmapCodec;
import org.mekiki.inspect.CameraThresholds;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.model.VerifiedModel;
import org.mekiki.padim.map.AnomalyMap;
import org.mekiki.stream.TestFrames;
import org.mekiki.stream.avro.Anomaly;
import org.mekiki.stream.avro.Frame;
import org.mekiki.stream.avro.FrameFormat;
import org.mekiki.stream.avro.Heatmap;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.avro.Verdict;
import org.mekiki.stream.codec.AvroCodec;
import org.mekiki.stream.codec.RecordWriter;
import org.mekiki.stream.codec.ResultKind;
import org.mekiki.stream.letters.DeadLetters;

class ScoringTopologyTest {
  private static final Instant CAPTURED = Instant.parse("2026-03-01T10:00:00Z");
  private static final Instant SCORED = CAPTURED.plusMillis(40);

  @TempDir static Path state;
  private static VerifiedModel trained;

  private ScoringFixture scoring;

  @BeforeAll
  static void train() {
    trained = ScoringFixture.train(state);
  }

  @BeforeEach
  void start() {
    start(ResultKind.ANOMALY.json(), CameraThresholds.NONE);
  }

  private void start(RecordWriter<Anomaly> format, CameraThresholds thresholds) {
    scoring =
        ScoringFixture.of(trained, CAPTURED)
            .scoredAt(Clock.fixed(SCORED, ZoneOffset.UTC))
            .anomalies(format)
            .thresholds(thresholds)
            .open(state);
  }

  @AfterEach
  void stop() {
    scoring.close();
  }

  @Test
  void aGoodFrameGivesOneScoreAndOneHeatmapAndNothingElse() throws Exception {
    send("cam", TestFrames.good(500));

    Score score = onlyScore();
    assertThat(score.getCamera()).isEqualTo("cam");
    assertThat(score.getFrameId()).isEqualTo("frames-0-0");
    assertThat(score.getModel()).isEqualTo("cam");
    assertThat(score.getModelVersion()).isEqualTo(1);
    assertThat(score.getVerdict()).isEqualTo(Verdict.GOOD);
    assertThat(score.getScore()).isLessThan(score.getThreshold());
    assertThat(score.getRegions()).isEmpty();
    assertThat(score.getImageWidth()).isEqualTo(TestFrames.SIZE);
    assertThat(score.getCapturedAt()).isEqualTo(CAPTURED);
    assertThat(score.getScoredAt()).isEqualTo(SCORED);
    assertThat(read("heatmaps")).hasSize(1);
    assertThat(read("anomalies")).isEmpty();
    assertThat(read("dead-letters")).isEmpty();
  }

  @Test
  void aDefectIsAnomalousAndItsRegionLiesOnIt() throws Exception {
    send("cam", TestFrames.defective(500));

    Score score = onlyScore();
    assertThat(score.getVerdict()).isEqualTo(Verdict.ANOMALOUS);
    assertThat(score.getRegions()).isNotEmpty();
    var region = score.getRegions().get(0);
    assertThat(region.getPeak()).isCloseTo(score.getScore(), within(1e-6));
    assertThat(region.getX()).isLessThanOrEqualTo(22);
    assertThat(region.getX() + region.getWidth()).isGreaterThanOrEqualTo(29);
    assertThat(region.getY()).isLessThanOrEqualTo(20);
    assertThat(region.getY() + region.getHeight()).isGreaterThanOrEqualTo(27);
  }

  @Test
  void aCamerasOwnThresholdTakesThePlaceOfItsModels() throws Exception {
    scoring.close();
    start(ResultKind.ANOMALY.json(), new CameraThresholds(Map.of("cam", 1e6, "other", 0.0)));
    send("cam", TestFrames.defective(500));

    Score score = onlyScore();
    assertThat(score.getThreshold()).isEqualTo(1e6);
    assertThat(score.getVerdict()).isEqualTo(Verdict.GOOD);
    assertThat(score.getRegions()).isEmpty();
    assertThat(read("anomalies")).isEmpty();
  }

  @Test
  void scoresAreCloudEvents() {
    send("cam", TestFrames.good(500));

    TestRecord<byte[], byte[]> record = read("scores").get(0);
    assertThat(header(record, "ce_type")).isEqualTo("org.mekiki.score");
    assertThat(header(record, "ce_subject")).isEqualTo("cam");
    assertThat(header(record, "content-type")).isEqualTo("application/avro");
  }

  @Test
  void heatmapsAreCloudEventsAndEachRecordNamesItsSchema() {
    send("cam", TestFrames.defective(500));

    TestRecord<byte[], byte[]> heatmap = read("heatmaps").get(0);
    assertThat(header(heatmap, "ce_type")).isEqualTo("org.mekiki.heatmap");
    assertThat(header(heatmap, "ce_id")).isEqualTo("frames-0-0");
    assertThat(header(heatmap, "ce_subject")).isEqualTo("cam");
    assertThat(header(heatmap, "content-type")).isEqualTo("application/avro");
    assertThat(header(heatmap, "ce_dataschema"))
        .isEqualTo("https://mekiki.org/schemas/heatmap.avsc");
    assertThat(header(read("scores").get(0), "ce_dataschema"))
        .isEqualTo("https://mekiki.org/schemas/score.avsc");
    assertThat(header(read("anomalies").get(0), "ce_dataschema"))
        .isEqualTo("https://mekiki.org/schemas/anomaly.schema.json");
  }

  @Test
  void aFramesTracePassesToAllThatIsMadeOfIt() {
    for (int i = 0; i < 3; i++) {
      send(
          "cam",
          TestFrames.defective(500 + i),
          "traceparent",
          trace(i + 1),
          "tracestate",
          "camera=" + i);
    }

    for (String topic : List.of("scores", "heatmaps", "anomalies")) {
      List<TestRecord<byte[], byte[]>> records = read(topic);
      assertThat(records).as(topic).hasSize(3);
      for (int i = 0; i < 3; i++) {
        assertThat(header(records.get(i), "traceparent")).as(topic).isEqualTo(trace(i + 1));
        assertThat(header(records.get(i), "tracestate")).as(topic).isEqualTo("camera=" + i);
      }
    }
  }

  @Test
  void aDeadLetterKeepsItsFramesTrace() {
    send("cam", new byte[] {1, 2, 3}, "traceparent", trace(1), "x", "y".repeat(3_000_000));

    TestRecord<byte[], byte[]> letter = read("dead-letters").get(0);
    assertThat(letter.headers().lastHeader(DeadLetters.OMITTED_HEADERS)).isNotNull();
    assertThat(header(letter, "traceparent")).isEqualTo(trace(1));
  }

  @Test
  void whatIsNoTraceIsNotPassedOnAndTheFrameIsScored() {
    send("cam", TestFrames.good(500), "traceparent", "00-nonsense", "tracestate", "a=1");

    TestRecord<byte[], byte[]> score = read("scores").get(0);
    assertThat(score.headers().lastHeader("traceparent")).isNull();
    assertThat(score.headers().lastHeader("tracestate")).isNull();
  }

  private static String trace(int number) {
    return "00-4bf92f3577b34da6a3ce929d0e0e473" + number + "-00f067aa0ba902b7-01";
  }

  @Test
  void anomaliesAreCloudEventsInJson() throws Exception {
    send("cam", TestFrames.defective(500));

    TestRecord<byte[], byte[]> record = read("anomalies").get(0);
    JsonNode json = new ObjectMapper().readTree(record.value());
    assertThat(json.get("camera").asText()).isEqualTo("cam");
    assertThat(json.get("capturedAt").asText()).isEqualTo("2026-03-01T10:00:00Z");
    assertThat(json.get("score").asDouble()).isGreaterThan(json.get("threshold").asDouble());
    assertThat(json.get("regions")).isNotEmpty();
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactlyElementsOf(
            Anomaly.getClassSchema().getFields().stream().map(f -> f.name()).toList());
    assertThat(header(record, "ce_specversion")).isEqualTo("1.0");
    assertThat(header(record, "ce_id")).isEqualTo("frames-0-0");
    assertThat(header(record, "ce_source")).isEqualTo("/mekiki/cameras/cam");
    assertThat(header(record, "ce_type")).isEqualTo("org.mekiki.anomaly");
    assertThat(header(record, "content-type")).isEqualTo("application/json");
  }

  @Test
  void anomaliesAreAvroByChoice() throws Exception {
    scoring.close();
    start(ResultKind.ANOMALY.avro(), CameraThresholds.NONE);
    send("cam", TestFrames.defective(500));

    TestRecord<byte[], byte[]> record = read("anomalies").get(0);
    assertThat(AvroCodec.ANOMALY.decode(record.value()).getCamera()).isEqualTo("cam");
    assertThat(header(record, "content-type")).isEqualTo("application/avro");
  }

  @Test
  void theHeatmapGivesTheMapBackWithinOne255thOfItsRange() throws Exception {
    send("cam", TestFrames.defective(500));

    Heatmap heatmap = AvroCodec.HEATMAP.decode(read("heatmaps").get(0).value());
    byte[] png = new byte[heatmap.getData().remaining()];
    heatmap.getData().get(png);
    float[] decoded =
        new HeatmapCodec()
            .decode(
                new EncodedHeatmap(
                    heatmap.getWidth(),
                    heatmap.getHeight(),
                    (float) heatmap.getMinimum(),
                    (float) heatmap.getMaximum(),
                    png));
    InspectionModel model = ScoringFixture.load(trained);
    AnomalyMap map =
        model.padim().predict(ScoringFixture.tensor(model, TestFrames.defective(500))).map();
    double range = heatmap.getMaximum() - heatmap.getMinimum();
    for (int i = 0; i < decoded.length; i++) {
      assertThat(decoded[i]).isCloseTo(map.values()[i], within((float) (range / 255)));
    }
  }

  @Test
  void anAvroFrameWithRawPixelsScoresLikeItsPng() throws Exception {
    send("cam", TestFrames.good(3));
    double expected = onlyScore().getScore();
    byte[] pixels = TestFrames.pixels(3);
    byte[] rgb = new byte[3 * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      Arrays.fill(rgb, 3 * i, 3 * i + 3, pixels[i]);
    }
    byte[] packed = new byte[pixels.length * 3 / 2];
    for (int i = 0; i < pixels.length; i++) { // two samples of 12 bits in three bytes
      int sample = ((pixels[i] & 0xff) * 4095 + 127) / 255 << i % 2 * 4;
      packed[i / 2 * 3 + i % 2] |= (byte) sample;
      packed[i / 2 * 3 + i % 2 + 1] |= (byte) (sample >> 8);
    }
    send(null, frame(FrameFormat.GRAY8, pixels));
    send(null, frame(FrameFormat.RGB8, rgb));
    send(null, frame(FrameFormat.MONO12P, packed));
    send(null, frame(FrameFormat.ENCODED, TestFrames.good(3)));

    List<Score> scores = scores();
    assertThat(scores).hasSize(4);
    for (Score score : scores) {
      assertThat(score.getScore()).isCloseTo(expected, within(1e-6 * expected));
      assertThat(score.getCamera()).isEqualTo("cam");
      assertThat(score.getFrameId()).isEqualTo("f-1");
      assertThat(score.getSequence()).isEqualTo(17);
      assertThat(score.getCapturedAt()).isEqualTo(CAPTURED.minusSeconds(1));
      assertThat(score.getAttributes()).isEqualTo(Map.of("part", "a-7"));
    }
  }

  @Test
  void headersSayModelTimeIdAndAttributes() throws Exception {
    send(
        "another-camera",
        TestFrames.good(3),
        "model",
        "cam",
        "captured-at",
        "2026-02-28T09:00:00Z",
        "frame-id",
        "x-1",
        "sequence",
        "9",
        "attribute-lot",
        "L5");

    Score score = onlyScore();
    assertThat(score.getCamera()).isEqualTo("another-camera");
    assertThat(score.getModel()).isEqualTo("cam");
    assertThat(score.getCapturedAt()).isEqualTo(Instant.parse("2026-02-28T09:00:00Z"));
    assertThat(score.getFrameId()).isEqualTo("x-1");
    assertThat(score.getSequence()).isEqualTo(9);
    assertThat(score.getAttributes()).isEqualTo(Map.of("lot", "L5"));
  }

  @Test
  void eachBadInputIsOneDeadLetterWithItsReasonAndTheNextFrameIsScored() throws Exception {
    byte[] png = TestFrames.good(1);
    send("cam", null);
    send("cam", new byte[0]);
    send("cam", "hello, this is text".getBytes(UTF_8));
    send("cam", Arrays.copyOf(png, png.length / 2));
    send("cam", pngHeader(30_000, 30_000));
    send("cam", pngHeader(0, 0));
    send("cam", new byte[] {(byte) 0xC3, 1, 1, 2, 3, 4, 5, 6, 7, 8, 0});
    send("cam", Arrays.copyOf(frame(FrameFormat.GRAY8, TestFrames.pixels(1)), 40));
    send("cam", frame(FrameFormat.RGB8, TestFrames.pixels(1)));
    send(null, png);
    send("other", png);
    send("cam", png, "captured-at", "yesterday");
    send("cam", png);

    List<TestRecord<byte[], byte[]>> letters = read("dead-letters");
    assertThat(letters)
        .extracting(letter -> header(letter, DeadLetters.REASON))
        .containsExactly(
            "empty-value",
            "empty-value",
            "not-an-image",
            "truncated-image",
            "image-too-large",
            "unreadable-image",
            "unknown-schema",
            "unreadable-frame",
            "truncated-image",
            "no-camera",
            "no-model",
            "bad-metadata");
    for (int i = 0; i < letters.size(); i++) {
      assertThat(header(letters.get(i), DeadLetters.OFFSET)).isEqualTo("" + i);
      assertThat(header(letters.get(i), DeadLetters.TOPIC)).isEqualTo("frames");
      assertThat(header(letters.get(i), DeadLetters.MESSAGE)).hasSizeGreaterThan(20);
    }
    assertThat(header(letters.get(10), DeadLetters.MESSAGE)).contains("'other'").contains("teach");
    assertThat(letters.get(2).value()).isEqualTo("hello, this is text".getBytes(UTF_8));
    Score score = onlyScore();
    assertThat(score.getInputOffset()).isEqualTo(12);
  }

  @Test
  void aLetterNamesTheRefusalOfItsModel() throws Exception {
    scoring.refuse("other", "version 3 was refused (WRONG_BACKBONE): learned from another network");
    send("other", TestFrames.good(1));

    TestRecord<byte[], byte[]> letter = read("dead-letters").get(0);
    assertThat(header(letter, DeadLetters.REASON)).isEqualTo("model-refused");
    assertThat(header(letter, DeadLetters.MESSAGE))
        .isEqualTo(
            "camera other wants model 'other', but this scorer can't use it: version 3 was refused"
                + " (WRONG_BACKBONE): learned from another network");
  }

  @Test
  void aCameraWhoseClockIsWrongByYearsIsScoredWithTheTimeThatItSays() throws Exception {
    send("cam", TestFrames.good(1), "captured-at", "0");
    send("cam", TestFrames.good(1), "captured-at", "2999-01-01T00:00:00Z");
    assertThat(scores())
        .extracting(Score::getCapturedAt)
        .containsExactly(Instant.EPOCH, Instant.parse("2999-01-01T00:00:00Z"));
  }

  @Test
  void aTimeThatNoCalendarHasIsADeadLetter() {
    send("cam", TestFrames.good(1), "captured-at", "9223372036854775807");
    send("cam", TestFrames.good(1), "captured-at", "+12345-01-01T00:00:00Z");
    assertThat(read("dead-letters"))
        .hasSize(2)
        .allSatisfy(
            letter -> {
              assertThat(header(letter, DeadLetters.REASON)).isEqualTo("bad-metadata");
              assertThat(header(letter, DeadLetters.MESSAGE))
                  .contains("valid: 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z");
            });
  }

  @Test
  void aValueTooLargeForADeadLetterIsLeftOutAndItsSizeIsSaid() {
    send("cam", new byte[100_001]);

    TestRecord<byte[], byte[]> letter = read("dead-letters").get(0);
    assertThat(letter.value()).isNull();
    assertThat(header(letter, DeadLetters.OMITTED_BYTES)).isEqualTo("100001");
    assertThat(header(letter, DeadLetters.MESSAGE))
        .endsWith(
            "; the frame is too large for a dead letter, it lies at frames-0-0 as long as that"
                + " topic keeps it");
  }

  @Test
  void everyRecordNamesTheInputThatItIsOf() throws Exception {
    for (int i = 0; i < 20; i++) {
      send("cam", i % 3 == 0 ? new byte[] {1} : TestFrames.good(i));
    }

    List<Long> offsets = new java.util.ArrayList<>();
    scores().forEach(score -> offsets.add(score.getInputOffset()));
    read("dead-letters").forEach(l -> offsets.add(Long.parseLong(header(l, DeadLetters.OFFSET))));
    offsets.sort(null);
    assertThat(offsets)
        .containsExactlyElementsOf(java.util.stream.LongStream.range(0, 20).boxed().toList());
  }

  private void send(String key, byte[] value, String... headers) {
    scoring.send(key, value, CAPTURED, headers);
  }

  private static byte[] frame(FrameFormat format, byte[] data) {
    return AvroCodec.FRAME.encode(
        Frame.newBuilder()
            .setCamera("cam")
            .setFrameId("f-1")
            .setSequence(17L)
            .setCapturedAt(CAPTURED.minusSeconds(1))
            .setFormat(format)
            .setWidth(TestFrames.SIZE)
            .setHeight(TestFrames.SIZE)
            .setData(ByteBuffer.wrap(data))
            .setAttributes(Map.of("part", "a-7"))
            .build());
  }

  private static byte[] pngHeader(int width, int height) {
    ByteBuffer png = ByteBuffer.allocate(45);
    png.putLong(0x89504E470D0A1A0AL).putInt(13);
    byte[] ihdr =
        ByteBuffer.allocate(17)
            .put("IHDR".getBytes(UTF_8))
            .putInt(width)
            .putInt(height)
            .put(new byte[] {8, 0, 0, 0, 0})
            .array();
    CRC32 crc = new CRC32();
    crc.update(ihdr);
    return png.put(ihdr).putInt((int) crc.getValue()).array();
  }

  private Score onlyScore() throws Exception {
    List<Score> scores = scores();
    assertThat(scores).hasSize(1);
    return scores.get(0);
  }

  private List<Score> scores() throws Exception {
    List<Score> scores = new java.util.ArrayList<>();
    for (TestRecord<byte[], byte[]> record : read("scores")) {
      scores.add(AvroCodec.SCORE.decode(record.value()));
      assertThat(new String(record.key(), UTF_8))
          .isEqualTo(scores.get(scores.size() - 1).getCamera());
    }
    return scores;
  }

  private List<TestRecord<byte[], byte[]>> read(String topic) {
    return scoring.read(topic);
  }
}
