package org.mekiki.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mekiki.image.EncodedHeatmap;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.Inspections;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.StageTimes;

/** What Prometheus sees of frames. */
class FrameMetersTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final PrometheusMeterRegistry registry = PrometheusRegistryFactory.create(Set.of());
  private final FrameMeters meters = new FrameMeters(registry, Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void countsAndTimesFrames() {
    meters.scored(frame("cam-1", NOW.minusMillis(250)), inspection(true));
    meters.scored(frame("cam-1", NOW.minusMillis(750)), inspection(false));
    meters.rejected("cam-1", Rejection.TRUNCATED_IMAGE);
    meters.learned("cam-1");

    assertThat(registry.scrape().lines())
        .contains(
            "mekiki_frames_total{camera=\"cam-1\",outcome=\"anomalous\"} 1.0",
            "mekiki_frames_total{camera=\"cam-1\",outcome=\"good\"} 1.0",
            "mekiki_frames_total{camera=\"cam-1\",outcome=\"rejected\"} 1.0",
            "mekiki_learned_frames_total{model=\"cam-1\"} 1.0",
            "mekiki_anomalies_total{camera=\"cam-1\"} 1.0",
            "mekiki_dead_letters_total{reason=\"truncated-image\"} 1.0",
            "mekiki_dead_letters_total{reason=\"no-model\"} 0.0",
            "mekiki_stage_seconds_sum{stage=\"backbone\"} 0.04",
            "mekiki_stage_seconds_bucket{stage=\"backbone\",le=\"0.02\"} 2",
            "mekiki_stage_seconds_bucket{stage=\"backbone\",le=\"0.01\"} 0",
            "mekiki_frame_seconds_count 2",
            "mekiki_captured_to_scored_seconds_sum 1.0",
            "mekiki_score_percent_bucket{camera=\"cam-1\",le=\"125.0\"} 2",
            "mekiki_score_percent_bucket{camera=\"cam-1\",le=\"110.0\"} 0",
            "mekiki_camera_last_frame_timestamp_seconds{camera=\"cam-1\"} 1.77235919975E9");
  }

  @Test
  void aFrameThatIsUnlikeTheGoodOnesCountsButHasNoScoreOfItsOwn() {
    Inspection dark =
        Inspections.atTheThreshold(
            "cam-1",
            new StageTimes(5_000_000, 0, 3_000_000, 0, 0, 0),
            Optional.empty(),
            Optional.empty(),
            Optional.of("it is far darker"));
    meters.scored(frame("cam-1", NOW), dark);

    assertThat(registry.scrape().lines())
        .contains(
            "mekiki_frames_total{camera=\"cam-1\",outcome=\"anomalous\"} 1.0",
            "mekiki_score_percent_count{camera=\"cam-1\"} 0",
            "mekiki_stage_seconds_count{stage=\"backbone\"} 1");
  }

  @Test
  void aFrameThatCouldNotBeAlignedCountsButHasNoScoreAndOnlyTheTimesOfItsSteps() {
    Inspection none =
        Inspections.atTheThreshold(
            "cam-1",
            new StageTimes(5_000_000, 2_000_000, 0, 0, 0, 0),
            Optional.empty(),
            Optional.of("no part"),
            Optional.empty());
    meters.scored(frame("cam-1", NOW), none);

    assertThat(registry.scrape().lines())
        .contains(
            "mekiki_frames_total{camera=\"cam-1\",outcome=\"anomalous\"} 1.0",
            "mekiki_score_percent_count{camera=\"cam-1\"} 0",
            "mekiki_stage_seconds_count{stage=\"decode\"} 1",
            "mekiki_stage_seconds_count{stage=\"align\"} 1",
            "mekiki_stage_seconds_count{stage=\"backbone\"} 0",
            "mekiki_stage_seconds_count{stage=\"heatmap\"} 0",
            "mekiki_frame_seconds_count 1");
  }

  @Test
  void countsAndTimesFits() {
    meters.fitted("part", Duration.ofSeconds(3));
    meters.fitFailed("part");
    meters.fitFailed("part");
    assertThat(registry.scrape().lines())
        .contains(
            "mekiki_fits_total{outcome=\"published\"} 1.0",
            "mekiki_fits_total{outcome=\"failed\"} 2.0",
            "mekiki_fit_seconds_sum 3.0");
  }

  @Test
  void aCameraWhoseClockIsAheadHasNoLatency() {
    meters.scored(frame("cam-1", NOW.plusSeconds(9)), inspection(false));
    assertThat(registry.scrape().lines()).contains("mekiki_captured_to_scored_seconds_count 0");
  }

  @Test
  void aFrameFromTheFutureLeavesNoTimeAheadOfNow() {
    meters.scored(frame("cam-1", Instant.parse("9999-12-31T23:59:59Z")), inspection(false));
    assertThat(registry.scrape().lines())
        .contains("mekiki_camera_last_frame_timestamp_seconds{camera=\"cam-1\"} 1.7723592E9");
  }

  /** What .NET's DateTime and many others say before anybody has set them. */
  @Test
  void aCameraWhoseClockWasNeverSetIsCountedAndHasNoLatency() {
    meters.scored(frame("cam-1", Instant.parse("0001-01-01T00:00:00Z")), inspection(false));
    meters.scored(frame("cam-1", Instant.EPOCH), inspection(false));
    assertThat(registry.scrape().lines())
        .contains(
            "mekiki_frames_total{camera=\"cam-1\",outcome=\"good\"} 2.0",
            "mekiki_captured_to_scored_seconds_count 0");
  }

  @Test
  void tooManyCamerasShareTheirMeters() {
    int cameras = FrameMeters.MAX_CAMERAS + 50;
    for (int i = 0; i < cameras; i++) {
      meters.scored(frame("cam-" + i, NOW), inspection(false));
    }
    assertThat(registry.find(Metric.LAST_FRAME.meterName()).gauges())
        .hasSize(FrameMeters.MAX_CAMERAS + 1);
    assertThat(registry.scrape().lines())
        .contains("mekiki_frames_total{camera=\"(other)\",outcome=\"good\"} 50.0");
    double all =
        registry.find(Metric.FRAMES.meterName()).tag("outcome", "good").counters().stream()
            .mapToDouble(counter -> counter.count())
            .sum();
    assertThat(all).isEqualTo(cameras);
  }

  @Test
  void aRecordWithoutACameraIsCountedToo() {
    meters.rejected("", Rejection.NO_CAMERA);
    assertThat(registry.scrape().lines())
        .contains(
            "mekiki_frames_total{camera=\"(none)\",outcome=\"rejected\"} 1.0",
            "mekiki_dead_letters_total{reason=\"no-camera\"} 1.0");
    assertThat(registry.find(Metric.LAST_FRAME.meterName()).gauges()).isEmpty();
  }

  private static Frame frame(String camera, Instant capturedAt) {
    return new Frame(
        camera,
        "frames-0-1",
        camera,
        capturedAt,
        OptionalLong.empty(),
        new Frame.Encoded(new byte[1]),
        Map.of());
  }

  private static Inspection inspection(boolean anomalous) {
    long millisecond = 1_000_000;
    return new Inspection(
        "cam-1",
        1,
        5,
        0.5,
        4,
        anomalous,
        10,
        10,
        List.of(),
        new EncodedHeatmap(1, 1, 0, 1, new byte[1]),
        new StageTimes(
            millisecond, 0, 20 * millisecond, 3 * millisecond, 4 * millisecond, 5 * millisecond),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
