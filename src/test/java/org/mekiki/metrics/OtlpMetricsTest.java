package org.mekiki.metrics;

import static io.opentelemetry.proto.metrics.v1.AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.mekiki.OtlpReceiver.attribute;

import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric.DataCase;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mekiki.LoggedLines;
import org.mekiki.OtlpReceiver;
import org.mekiki.Patience;
import org.mekiki.broker.FreePorts;
import org.mekiki.otlp.ReceiverWatch;

/** Metrics as a receiver of OTLP gets them. */
class OtlpMetricsTest {
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Duration OFTEN = Duration.ofSeconds(1);

  private final PrometheusMeterRegistry shown = PrometheusRegistryFactory.create(Set.of());
  private OtlpReceiver receiver;

  @BeforeEach
  void start() throws IOException {
    receiver = new OtlpReceiver();
  }

  @AfterEach
  void stop() {
    receiver.close();
    shown.close();
  }

  private OtlpMetrics sending(Duration interval) {
    return new OtlpMetrics(shown, to(interval), Patience.PATIENCE);
  }

  private OtlpMetrics.Receiver to(Duration interval) {
    return new OtlpMetrics.Receiver(receiver.endpoint(), interval, "mekiki-score", "1.2.3");
  }

  @Test
  void eachOfOursIsSentUnderItsNameInAScrapeWithItsKindAndLabels() {
    MetricTest.oneOfEach(shown);
    sending(NEVER).close();

    Map<String, io.opentelemetry.proto.metrics.v1.Metric> sent = sent();
    for (Metric metric : Metric.values()) {
      io.opentelemetry.proto.metrics.v1.Metric found = sent.get(metric.scrapeName());
      assertThat(found).as("%s among %s", metric.scrapeName(), sent.keySet()).isNotNull();
      assertThat(found.getDescription()).isEqualTo(metric.description());
      switch (metric.kind()) {
        case COUNTER -> {
          assertThat(found.getSum().getIsMonotonic()).as(found.toString()).isTrue();
          assertThat(found.getSum().getAggregationTemporality())
              .isEqualTo(AGGREGATION_TEMPORALITY_CUMULATIVE);
        }
        case GAUGE -> assertThat(found.getDataCase()).isEqualTo(DataCase.GAUGE);
        case TIMER, SUMMARY ->
            assertThat(found.getHistogram().getAggregationTemporality())
                .as(found.toString())
                .isEqualTo(AGGREGATION_TEMPORALITY_CUMULATIVE);
      }
      assertThat(labels(found))
          .allSatisfy(
              each ->
                  assertThat(each)
                      .as(metric.scrapeName())
                      .containsExactlyInAnyOrderElementsOf(metric.labels()));
    }
  }

  @Test
  void figuresAreThoseOfTheScrape() {
    Metric.LEARNED_FRAMES.counter().tag("model", "part").register(shown).increment(3);
    Timer fits = Metric.FIT.timer().register(shown);
    fits.record(Duration.ofMillis(700));
    fits.record(Duration.ofHours(1));
    assertThat(shown.scrape())
        .contains("mekiki_learned_frames_total{model=\"part\"} 3.0")
        .contains("mekiki_fit_seconds_bucket{le=\"1.0\"} 1");
    sending(NEVER).close();

    NumberDataPoint learned = sent().get("mekiki_learned_frames_total").getSum().getDataPoints(0);
    assertThat(learned.getAsDouble()).isEqualTo(3);
    HistogramDataPoint fit = sent().get("mekiki_fit_seconds").getHistogram().getDataPoints(0);
    assertThat(fit.getSum()).isEqualTo(3600.7);
    assertThat(fit.getCount()).isEqualTo(2);
    List<Long> buckets = fit.getBucketCountsList();
    assertThat(buckets).hasSize(fit.getExplicitBoundsCount() + 1);
    assertThat(buckets.get(fit.getExplicitBoundsList().indexOf(1.0))).isOne();
    assertThat(buckets.get(buckets.size() - 1)).isOne();
  }

  @Test
  void eachProcessIsAnInstanceOfItsService() {
    sending(NEVER).close();
    sending(NEVER).close();

    List<String> instances = new ArrayList<>();
    receiver
        .metrics()
        .forEach(
            request -> {
              List<KeyValue> of = request.getResourceMetrics(0).getResource().getAttributesList();
              assertThat(attribute(of, "service.name")).isEqualTo("mekiki-score");
              assertThat(attribute(of, "service.version")).isEqualTo("1.2.3");
              instances.add(attribute(of, "service.instance.id"));
            });
    assertThat(instances).hasSize(2).doesNotHaveDuplicates().doesNotContainNull();
  }

  @Test
  void whatTheScrapeShowsOfTheJvmIsSentToo() {
    sending(NEVER).close();

    assertThat(sent().keySet()).contains("jvm_memory_used_bytes", "process_cpu_usage", "jvm_info");
  }

  @Test
  void aReceiverThatIsAwayIsCountedAndLearnsTheTotalsAfterwards() throws IOException {
    receiver.close();
    // No other process is given this port while nobody listens.
    int port = new FreePorts(new Random()).next();
    receiver = new OtlpReceiver(port);
    receiver.close();
    LoggedLines log = new LoggedLines(ReceiverWatch.class);
    OtlpMetrics sending = sending(OFTEN);
    var learned = Metric.LEARNED_FRAMES.counter().tag("model", "part").register(shown);
    learned.increment(3);
    Awaitility.await()
        .atMost(Patience.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(shown.get(Metric.OTLP_FAILURES.meterName()).counter().count())
                    .isGreaterThanOrEqualTo(2));
    String own = ":" + port + "/";
    assertThat(log.lines(own))
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains(
            "metrics can't be sent to http://127.0.0.1:" + port + "/v1/metrics",
            "ConnectException; the next attempt sends the current totals");
    learned.increment(4);

    receiver = new OtlpReceiver(port);
    Awaitility.await()
        .atMost(Patience.PATIENCE)
        .untilAsserted(() -> assertThat(receiver.metrics()).isNotEmpty());
    sending.close();
    assertThat(sent().get("mekiki_learned_frames_total").getSum().getDataPoints(0).getAsDouble())
        .isEqualTo(7);
    assertThat(sent().get("mekiki_otlp_failures_total").getSum().getDataPoints(0).getAsDouble())
        .isGreaterThanOrEqualTo(2);
    assertThat(log.lines(own)).hasSize(2).last().asString().endsWith("takes metrics again");
    log.close();
  }

  @Test
  void closingEndsThoughARequestIsNeverAnswered() {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    MetricExporter waiting =
        new MetricExporter() {
          @Override
          public CompletableResultCode export(Collection<MetricData> metrics) {
            asked.countDown();
            try {
              answer.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return CompletableResultCode.ofSuccess();
          }

          @Override
          public AggregationTemporality getAggregationTemporality(InstrumentType type) {
            return AggregationTemporality.CUMULATIVE;
          }

          @Override
          public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
          }

          @Override
          public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
          }
        };
    try (LoggedLines log = new LoggedLines(ReceiverWatch.class)) {
      assertTimeoutPreemptively(
          Patience.PATIENCE,
          new OtlpMetrics(shown, to(NEVER), waiting, Duration.ofSeconds(3))::close);

      assertThat(asked.getCount()).as("not asked for an answer").isZero();
      assertThat(log.lines(receiver.endpoint()))
          .singleElement(InstanceOfAssertFactories.STRING)
          .contains("has not taken the last metrics yet");
    } finally {
      answer.countDown();
    }
  }

  /** What came last, by name. */
  private Map<String, io.opentelemetry.proto.metrics.v1.Metric> sent() {
    Map<String, io.opentelemetry.proto.metrics.v1.Metric> sent = new TreeMap<>();
    receiver
        .metrics()
        .get(receiver.metrics().size() - 1)
        .getResourceMetricsList()
        .forEach(
            resource ->
                resource
                    .getScopeMetricsList()
                    .forEach(
                        scope -> scope.getMetricsList().forEach(m -> sent.put(m.getName(), m))));
    return sent;
  }

  private static List<List<String>> labels(io.opentelemetry.proto.metrics.v1.Metric metric) {
    List<List<KeyValue>> points = new ArrayList<>();
    metric.getSum().getDataPointsList().forEach(p -> points.add(p.getAttributesList()));
    metric.getGauge().getDataPointsList().forEach(p -> points.add(p.getAttributesList()));
    metric.getHistogram().getDataPointsList().forEach(p -> points.add(p.getAttributesList()));
    assertThat(points).as(metric.getName()).isNotEmpty();
    return points.stream().map(each -> each.stream().map(KeyValue::getKey).toList()).toList();
  }
}
