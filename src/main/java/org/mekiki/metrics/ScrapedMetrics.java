package org.mekiki.metrics;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.Data;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.GaugeData;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.metrics.data.SummaryData;
import io.opentelemetry.sdk.metrics.data.SummaryPointData;
import io.opentelemetry.sdk.metrics.data.ValueAtQuantile;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.resources.Resource;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * The figures of a scrape as OpenTelemetry has them, under the names that a scrape shows. Buckets
 * of histograms are their own in both, not running totals.
 */
final class ScrapedMetrics implements MetricProducer {
  private static final InstrumentationScopeInfo SCOPE =
      InstrumentationScopeInfo.create("org.mekiki");

  private static final AggregationTemporality CUMULATIVE = AggregationTemporality.CUMULATIVE;

  private final PrometheusRegistry registry;
  private final long startNanos = nanos();

  ScrapedMetrics(PrometheusRegistry registry) {
    this.registry = registry;
  }

  private static long nanos() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  /** One metric with all its points. */
  private record Scraped(
      Resource resource, MetricSnapshot snapshot, String name, MetricDataType type, Data<?> data)
      implements MetricData {
    @Override
    public Resource getResource() {
      return resource;
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
      return SCOPE;
    }

    @Override
    public String getName() {
      return name;
    }

    @Override
    public String getDescription() {
      return Optional.ofNullable(snapshot.getMetadata().getHelp()).orElse("");
    }

    @Override
    public String getUnit() {
      return snapshot.getMetadata().hasUnit() ? snapshot.getMetadata().getUnit().toString() : "";
    }

    @Override
    public MetricDataType getType() {
      return type;
    }

    @Override
    public Data<?> getData() {
      return data;
    }
  }

  @Override
  public Collection<MetricData> produce(Resource resource) {
    List<MetricData> all = new ArrayList<>();
    long now = nanos();
    for (MetricSnapshot each : registry.scrape()) {
      scraped(resource, each, now).ifPresent(all::add);
    }
    return all;
  }

  /** Empty for a kind that none of ours has. */
  private Optional<MetricData> scraped(Resource resource, MetricSnapshot snapshot, long now) {
    String name = snapshot.getMetadata().getPrometheusName();
    if (snapshot instanceof CounterSnapshot counter) {
      Data<?> data =
          SumData.createDoubleSumData(
              true, CUMULATIVE, points(counter.getDataPoints(), p -> p.getValue(), now));
      return of(resource, snapshot, name + "_total", MetricDataType.DOUBLE_SUM, data);
    }
    if (snapshot instanceof GaugeSnapshot gauge) {
      return gauge(resource, snapshot, name, points(gauge.getDataPoints(), p -> p.getValue(), now));
    }
    if (snapshot instanceof UnknownSnapshot unknown) {
      return gauge(
          resource, snapshot, name, points(unknown.getDataPoints(), p -> p.getValue(), now));
    }
    if (snapshot instanceof InfoSnapshot info) {
      return gauge(resource, snapshot, name + "_info", points(info.getDataPoints(), p -> 1, now));
    }
    if (snapshot instanceof HistogramSnapshot histogram) {
      Data<?> data = HistogramData.create(CUMULATIVE, histograms(histogram, now));
      return of(resource, snapshot, name, MetricDataType.HISTOGRAM, data);
    }
    if (snapshot instanceof SummarySnapshot summary) {
      Data<?> data = SummaryData.create(summaries(summary, now));
      return of(resource, snapshot, name, MetricDataType.SUMMARY, data);
    }
    return Optional.empty();
  }

  private static Optional<MetricData> of(
      Resource resource, MetricSnapshot snapshot, String name, MetricDataType type, Data<?> data) {
    return Optional.of(new Scraped(resource, snapshot, name, type, data));
  }

  private static Optional<MetricData> gauge(
      Resource resource, MetricSnapshot snapshot, String name, List<DoublePointData> points) {
    return of(
        resource,
        snapshot,
        name,
        MetricDataType.DOUBLE_GAUGE,
        GaugeData.createDoubleGaugeData(points));
  }

  private <P extends DataPointSnapshot> List<DoublePointData> points(
      List<P> points, ToDoubleFunction<P> value, long now) {
    return points.stream()
        .map(
            point ->
                DoublePointData.create(
                    startNanos, now, labels(point), value.applyAsDouble(point), List.of()))
        .toList();
  }

  private List<HistogramPointData> histograms(HistogramSnapshot histogram, long now) {
    List<HistogramPointData> points = new ArrayList<>();
    for (HistogramSnapshot.HistogramDataPointSnapshot point : histogram.getDataPoints()) {
      ClassicHistogramBuckets buckets = point.getClassicBuckets();
      List<Double> bounds = new ArrayList<>();
      List<Long> counts = new ArrayList<>();
      for (int i = 0; i < buckets.size(); i++) {
        counts.add(buckets.getCount(i));
        if (i < buckets.size() - 1) { // the last one has no end
          bounds.add(buckets.getUpperBound(i));
        }
      }
      points.add(
          HistogramPointData.create(
              startNanos, now, labels(point), point.getSum(), false, 0, false, 0, bounds, counts));
    }
    return points;
  }

  private List<SummaryPointData> summaries(SummarySnapshot summary, long now) {
    List<SummaryPointData> points = new ArrayList<>();
    for (SummarySnapshot.SummaryDataPointSnapshot point : summary.getDataPoints()) {
      List<ValueAtQuantile> quantiles = new ArrayList<>();
      point
          .getQuantiles()
          .forEach(q -> quantiles.add(ValueAtQuantile.create(q.getQuantile(), q.getValue())));
      points.add(
          SummaryPointData.create(
              startNanos, now, labels(point), point.getCount(), point.getSum(), quantiles));
    }
    return points;
  }

  private static Attributes labels(DataPointSnapshot point) {
    AttributesBuilder labels = Attributes.builder();
    for (Label label : point.getLabels()) {
      labels.put(label.getName(), label.getValue());
    }
    return labels.build();
  }
}
