package org.mekiki.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mekiki.image.EncodedHeatmap;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.Misplacement;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.StageTimes;
import org.mekiki.inspect.alarm.Drift;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.model.Models;

/** A scrape shows what {@link Metric} promises, and nothing else under our prefix. */
class MetricTest {
  private static final Pattern SERIES = Pattern.compile("(mekiki_\\w+)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"[^\"]*\",?");

  private final PrometheusMeterRegistry registry = PrometheusRegistryFactory.create(Set.of());
  private final String scrape = scrapeAfterOneOfEach();

  @AfterEach
  void close() {
    registry.close();
  }

  @ParameterizedTest
  @EnumSource
  void showsUpInAScrapeWithKindAndDescription(Metric metric) {
    String type =
        switch (metric.kind()) {
          case COUNTER -> "counter";
          case GAUGE -> "gauge";
          case TIMER, SUMMARY -> "histogram";
        };
    assertThat(scrape.lines())
        .contains(
            "# HELP " + metric.scrapeName() + " " + metric.description(),
            "# TYPE " + metric.scrapeName() + " " + type);
  }

  @ParameterizedTest
  @EnumSource
  void hasTheLabelsThatItNames(Metric metric) {
    List<String> expected = metric.labels();
    assertThat(
            scrape
                .lines()
                .filter(line -> !line.startsWith("#"))
                .filter(line -> line.split("[ {]")[0].equals(seriesName(metric))))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(labels(line)).containsExactlyInAnyOrderElementsOf(expected));
  }

  @Test
  void nothingOfOursIsUndocumented() {
    var documented = Stream.of(Metric.values()).map(Metric::scrapeName).collect(Collectors.toSet());
    assertThat(
            scrape
                .lines()
                .filter(line -> line.startsWith("# TYPE mekiki_"))
                .map(line -> line.split(" ")[2])
                .map(name -> name.replaceFirst("_max$", "")))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(documented).contains(name));
  }

  @Test
  void theJvmShowsToo() {
    assertThat(scrape).contains("jvm_memory_used_bytes", "jvm_gc_", "process_cpu_usage");
  }

  @ParameterizedTest
  @EnumSource
  void isNamedAndDescribed(Metric metric) {
    assertThat(metric.meterName()).matches("mekiki(\\.[a-z]+)+");
    assertThat(metric.description()).isNotBlank();
  }

  private static String seriesName(Metric metric) {
    return switch (metric.kind()) {
      case COUNTER, GAUGE -> metric.scrapeName();
      case TIMER, SUMMARY -> metric.scrapeName() + "_count";
    };
  }

  private static List<String> labels(String line) {
    Matcher series = SERIES.matcher(line);
    assertThat(series.matches()).as(line).isTrue();
    if (series.group(2) == null) {
      return List.of();
    }
    return LABEL.matcher(series.group(2)).results().map(label -> label.group(1)).toList();
  }

  private static final class Backlog implements GroupMeters.Source {
    @Override
    public Set<String> topics() {
      return Set.of("frames");
    }

    @Override
    public double lag(String topic) {
      return 12;
    }

    @Override
    public double commitAge(String topic) {
      return 3.5;
    }

    @Override
    public double lagAge(String topic) {
      return 60;
    }

    @Override
    public double retention(String topic) {
      return 86_400;
    }
  }

  private String scrapeAfterOneOfEach() {
    oneOfEach(registry);
    return registry.scrape();
  }

  /** Has each meter count something. */
  static void oneOfEach(MeterRegistry registry) {
    FrameMeters frames = new FrameMeters(registry, Clock.systemUTC());
    frames.expired("frames", 3, 17);
    GroupMeters.bind(registry, "scoring", new Backlog());
    Frame frame =
        new Frame(
            "cam-1",
            "frames-0-1",
            "part",
            Instant.now(),
            OptionalLong.empty(),
            new Frame.Encoded(new byte[1]),
            Map.of());
    frames.scored(
        frame,
        new Inspection(
            "part",
            1,
            5,
            0.5,
            4,
            true,
            10,
            10,
            List.of(),
            new EncodedHeatmap(1, 1, 0, 1, new byte[1]),
            new StageTimes(1, 6, 2, 3, 4, 5),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
    frames.rejected("cam-1", Rejection.NO_MODEL);
    frames.misplaced("cam-1", Misplacement.NO_KEY);
    frames.learned("part");
    AlarmMeters alarms = new AlarmMeters(registry);
    alarms.measured("cam-1", new Drift(0.3, 0.2, 1.5, 1.1, 100));
    frames.fitted("part", Duration.ofSeconds(3));
    ProcessMeters.bind(registry, "score", "1.0", "built-in");
    ModelMeters models = new ModelMeters(registry);
    models.loaded(Models.manifest("part", 1, Models.selection(1)), 1000, Duration.ofMillis(500));
    models.refused(
        "part",
        2,
        new ModelRefusedException(
            ModelRefusedException.Reason.MISSING_CHUNK, "chunk 3 of 9 is missing"));
  }
}
