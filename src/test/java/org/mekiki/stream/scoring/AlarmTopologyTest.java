package org.mekiki.stream.scoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mekiki.stream.scoring.ScoringFixture.header;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.inspect.CameraThresholds;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.inspect.alarm.Alarm;
import org.mekiki.inspect.alarm.AlarmKind;
import org.mekiki.inspect.alarm.AlarmListener;
import org.mekiki.inspect.alarm.AlarmRules;
import org.mekiki.inspect.alarm.CountRule;
import org.mekiki.inspect.alarm.Drift;
import org.mekiki.inspect.alarm.DriftRule;
import org.mekiki.model.Calibration;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.VerifiedModel;
import org.mekiki.stream.TestFrames;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.avro.Verdict;
import org.mekiki.stream.codec.AvroCodec;

/** Frames in, alarms out: the scoring topology with a real model. */
class AlarmTopologyTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final int VALIDATION = 60;

  @TempDir static Path state;
  private static VerifiedModel model;

  private final List<Alarm> told = new ArrayList<>();
  private final List<Drift> drifts = new ArrayList<>();
  private ScoringFixture scoring;
  private Instant now = START;

  @BeforeAll
  static void train() {
    model = calibrated(ScoringFixture.train(state));
  }

  /** The fixture holds out a few frames only: drift needs more of them. */
  private static VerifiedModel calibrated(VerifiedModel trained) {
    InspectionModel scorer = ScoringFixture.load(trained);
    double[] scores =
        IntStream.range(1000, 1000 + VALIDATION)
            .mapToObj(seed -> ScoringFixture.tensor(scorer, TestFrames.good(seed)))
            .mapToDouble(tensor -> scorer.padim().predict(tensor).score())
            .toArray();
    ModelManifest m = trained.manifest();
    Calibration calibration =
        Calibration.of(
            m.calibration().normalizer(), m.calibration().threshold(), "by a test", scores);
    return new VerifiedModel(
        ModelManifest.of(
            m.model(),
            m.version(),
            m.createdAt(),
            m.backbone(),
            m.grid(),
            m.neighbourhood(),
            m.reduction(),
            m.chunks(),
            m.training(),
            calibration,
            m.graph(),
            Optional.empty()),
        trained.model());
  }

  /** So that frames of a dim lamp are no anomalies. */
  private static final double HIGH = 10;

  @BeforeEach
  void start() {
    scoring =
        ScoringFixture.of(model, START)
            .scoredAt(Clock.systemUTC())
            .thresholds(new CameraThresholds(Map.of("dim", HIGH)))
            .alarms(rules())
            .tellAlarms(listener())
            .open(state);
  }

  private static AlarmRules rules() {
    return new AlarmRules(
        EnumSet.allOf(AlarmKind.class),
        new CountRule(3, 5, 1),
        new CountRule(2, 4, 0),
        Duration.ofMinutes(5),
        new DriftRule(Duration.ofHours(1), 50, 0.25, 0.1),
        Duration.ofSeconds(2),
        Duration.ofDays(7));
  }

  private AlarmListener listener() {
    return new AlarmListener() {
      @Override
      public void changed(Alarm alarm) {
        told.add(alarm);
      }

      @Override
      public void measured(String camera, Drift drift) {
        drifts.add(drift);
      }
    };
  }

  @AfterEach
  void stop() {
    scoring.close();
  }

  @Test
  void anAlarmHasTheTraceOfTheFrameThatRaisedIt() {
    String trace = "00-4bf92f3577b34da6a3ce929d0e0e473%d-00f067aa0ba902b7-01";
    for (int i = 1; i <= 3; i++) {
      send("cam", TestFrames.defective(500 + i), "traceparent", trace.formatted(i));
    }
    assertThat(header(read("alarms").get(0), "traceparent")).isEqualTo(trace.formatted(3));
  }

  @Test
  void theThirdBadFrameOfFiveRaisesWithItsScoreAndFourGoodOnesClear() throws Exception {
    send("cam", TestFrames.defective(500));
    send("cam", TestFrames.good(501));
    send("cam", TestFrames.defective(502));
    assertThat(alarms()).isEmpty();
    read("scores");
    send("cam", TestFrames.defective(503));

    Score score = AvroCodec.SCORE.decode(read("scores").get(0).value());
    assertThat(score.getVerdict()).isEqualTo(Verdict.ANOMALOUS);
    TestRecord<byte[], byte[]> record = read("alarms").get(0);
    JsonNode raised = new ObjectMapper().readTree(record.value());
    assertThat(new String(record.key(), UTF_8)).isEqualTo("cam");
    assertThat(record.getRecordTime()).isEqualTo(now);
    assertThat(header(record, "ce_id")).isEqualTo("frames-0-3/anomalous/raised");
    assertThat(raised.get("alarmId").asText()).isEqualTo("frames-0-3/anomalous");
    assertThat(raised.get("inputOffset").asLong()).isEqualTo(score.getInputOffset());
    assertThat(raised.get("score").asDouble()).isEqualTo(score.getScore());
    assertThat(raised.get("threshold").asDouble()).isEqualTo(score.getThreshold());
    assertThat(raised.get("raisedAt").asText()).isEqualTo(now.toString());

    for (int seed = 504; seed < 508; seed++) {
      send("cam", TestFrames.good(seed));
    }
    JsonNode cleared = alarms().get(0);
    assertThat(cleared.get("state").asText()).isEqualTo("CLEARED");
    assertThat(cleared.get("alarmId")).isEqualTo(raised.get("alarmId"));
    assertThat(cleared.get("raisedAt")).isEqualTo(raised.get("raisedAt"));
    assertThat(told).hasSize(2);
  }

  @Test
  void camerasAreWatchedOneByOne() {
    for (int i = 0; i < 2; i++) {
      send("left", TestFrames.defective(i), "model", "cam");
      send("right", TestFrames.defective(i), "model", "cam");
    }
    send("left", TestFrames.good(3), "model", "cam");
    send("right", TestFrames.defective(4), "model", "cam");
    assertThat(alarms()).extracting(a -> a.get("camera").asText()).containsExactly("right");
  }

  @Test
  void framesThatCannotBeScoredRaiseTheirOwnAlarm() {
    send("cam", new byte[] {1, 2, 3});
    send(null, new byte[] {1, 2, 3});
    send(null, TestFrames.good(1));
    assertThat(alarms()).isEmpty();
    send("cam", new byte[0]);

    assertThat(alarms())
        .singleElement()
        .satisfies(
            alarm -> {
              assertThat(alarm.get("kind").asText()).isEqualTo("UNSCORABLE");
              assertThat(alarm.get("inputOffset").asLong()).isEqualTo(3);
              assertThat(alarm.has("score")).isFalse();
            });
    assertThat(read("dead-letters")).hasSize(4);
  }

  @Test
  void silenceIsNoticedByTheWallClockAndByOtherCamerasFrames() {
    for (int seed = 0; seed < 10; seed++) {
      send("left", TestFrames.good(seed), "model", "cam");
      send("right", TestFrames.good(seed), "model", "cam");
    }
    now = now.plus(Duration.ofMinutes(4));
    send("right", TestFrames.good(20), "model", "cam");
    now = now.plus(Duration.ofMinutes(2));
    String trace = "00-4bf92f3577b34da6a3ce929d0e0e4731-00f067aa0ba902b7-01";
    send("right", TestFrames.good(20), "model", "cam", "traceparent", trace);
    List<TestRecord<byte[], byte[]>> silent = read("alarms");
    assertThat(silent).extracting(alarm -> header(alarm, "ce_subject")).containsExactly("left");
    assertThat(silent.get(0).headers().lastHeader("traceparent"))
        .as("trace of another camera's frame")
        .isNull();

    scoring.advanceWallClock(Duration.ofMinutes(4));
    assertThat(alarms()).isEmpty();
    scoring.advanceWallClock(Duration.ofMinutes(1));
    List<JsonNode> alarms = alarms();
    assertThat(alarms).extracting(a -> a.get("camera").asText()).containsExactly("right");
    assertThat(Instant.parse(alarms.get(0).get("raisedAt").asText()))
        .isEqualTo(now.plus(Duration.ofMinutes(5)));
  }

  @Test
  void aLampThatGoesDimIsDrift() {
    for (int seed = 2000; seed < 2080; seed++) {
      send("dim", TestFrames.good(seed), "model", "cam");
    }
    assertThat(alarms()).isEmpty();
    assertThat(drifts).isNotEmpty();
    double before = drifts.get(drifts.size() - 1).meanShift();
    assertThat(before).isBetween(-0.6, 0.6);

    now = now.plus(Duration.ofHours(2));
    for (int seed = 3000; seed < 3080; seed++) {
      send("dim", dim(seed), "model", "cam");
    }
    assertThat(alarms())
        .as("%s", drifts.get(drifts.size() - 1))
        .filteredOn(alarm -> alarm.get("kind").asText().equals("DRIFT"))
        .singleElement()
        .satisfies(
            alarm -> {
              assertThat(alarm.get("state").asText()).isEqualTo("RAISED");
              assertThat(alarm.get("evidence").get("meanShift").asDouble()).isGreaterThan(1);
              assertThat(alarm.get("score").asDouble())
                  .isLessThan(alarm.get("threshold").asDouble());
            });
  }

  /** A little darker than what was learned, most of them below the threshold still. */
  private static byte[] dim(int seed) {
    byte[] pixels = TestFrames.pixels(seed);
    for (int i = 0; i < pixels.length; i += 3) {
      pixels[i] = (byte) Math.max(0, (pixels[i] & 0xff) - 5);
    }
    return org.mekiki.image.ImageWriter.png(TestFrames.picture(pixels));
  }

  private void send(String key, byte[] value, String... headers) {
    now = now.plusSeconds(1);
    scoring.send(key, value, now, headers);
  }

  private List<JsonNode> alarms() {
    return read("alarms").stream()
        .map(
            record -> {
              try {
                return new ObjectMapper().readTree(record.value());
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            })
        .toList();
  }

  private List<TestRecord<byte[], byte[]>> read(String topic) {
    return scoring.read(topic);
  }
}
