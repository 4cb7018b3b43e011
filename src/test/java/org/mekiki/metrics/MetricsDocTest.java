package org.mekiki.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * docs/metrics.md says what {@code /metrics} shows. After a change to the meters, write it anew by
 * {@code ./mvnw test -Dtest=MetricsDocTest -Dmekiki.docs=write}. That a running service shows what
 * stands there is another test, {@code DashboardsIT}.
 */
class MetricsDocTest {
  private static final Path PAGE = Path.of("docs/metrics.md");

  private static final String INTRODUCTION =
      """
      # Metrics

      `score`, `train` and `demo` serve their metrics on `/metrics` of the page's port (`web.port`, 8080) in \
      Prometheus' text format. Dashboards and alert rules for them are in `deploy/`; what each alert means is in \
      [runbook.md](runbook.md).

      ## Mekiki's own
      All begin with `mekiki_`. A counter only grows while the process lives: ask for its `rate` or `increase`. A \
      histogram has `_bucket`, `_count` and `_sum`, and `_max` of the last minutes beside them: ask for \
      `histogram_quantile(0.99, sum by (le) (rate(…_bucket[5m])))`.

      | name | kind | unit | labels | what it says |
      |---|---|---|---|---|
      """;

  private static final String REST =
      """

      Values of the label `camera`, and of `model` in training, come from outside. The first %d have their own \
      series, all others share the value `%s`; records without a camera are counted under `%s`. So a wrong key on \
      every frame fills neither this process nor Prometheus.

      ## Sent by OTLP
      With `metrics.otlp.endpoint=http://collector:4318` the same metrics are also sent by OTLP over HTTP, every \
      `metrics.otlp.interval` and at the end, under the same names and labels. The resource is `service.name` \
      (`mekiki-score`, `mekiki-train` or `mekiki-demo`), `service.version`, and a `service.instance.id` that is new with \
      each start; Prometheus makes `job` and `instance` of them. The alert `MekikiDown` needs a scrape.

      While the receiver is away, `mekiki_otlp_failures_total` counts and no frame waits; the next attempt sends all \
      totals.

      ## Kafka's
      Everything that Kafka Streams, its consumers and its producers measure, under `kafka_stream_…`, \
      `kafka_consumer_…`, `kafka_producer_…`, with the label `topology` (`scoring` or `training`). The ones to know:

      | name | what it says |
      |---|---|
      | `kafka_stream_client_state` | 2 is RUNNING, 1 is REBALANCING; the others mean that it starts or has ended |
      | `kafka_stream_alive_stream_threads` | threads that work |
      | `kafka_stream_failed_stream_threads_total` | threads that died of an exception and were replaced |
      | `kafka_consumer_fetch_manager_records_lag` | records of a partition that its reader has still to read, as far as transactions have ended; `mekiki_lag_records` is all of it |
      | `kafka_stream_thread_process_ratio` | share of a thread's time that goes into frames: near 1 it can do no more |
      | `kafka_stream_processor_node_record_e2e_latency_max` | milliseconds from a record's timestamp to its end of the topology |
      | `kafka_consumer_coordinator_rebalance_total` | rebalances of the group, as each member has seen them |

      Kafka's clients count a topic with dots in its name a second time, with underscores instead; that copy is left out.

      ## The JVM's and the process's
      `jvm_memory_…`, `jvm_gc_…`, `jvm_threads_…`, `jvm_buffer_…`, `process_cpu_…`, `process_files_…`, \
      `process_uptime_seconds`, `system_…`. Most memory of a service is outside the heap: compare \
      `mekiki_process_resident_bytes` with a container's limit.
      """;

  @Test
  void thePageSaysWhatTheMetersAre() throws Exception {
    String expected =
        INTRODUCTION
            + Arrays.stream(Metric.values()).map(MetricsDocTest::row).collect(Collectors.joining())
            + String.format(
                Locale.ROOT,
                REST,
                FrameMeters.MAX_CAMERAS,
                BoundedLabels.OTHER,
                FrameMeters.NO_CAMERA);
    if ("write".equals(System.getProperty("mekiki.docs"))) {
      Files.writeString(PAGE, expected);
    }
    assertThat(Files.readString(PAGE))
        .as("docs/metrics.md; write it anew with -Dmekiki.docs=write")
        .isEqualTo(expected);
  }

  private static String row(Metric metric) {
    String labels =
        metric.labels().stream().map(label -> '`' + label + '`').collect(Collectors.joining(", "));
    String kind =
        switch (metric.kind()) {
          case COUNTER -> "counter";
          case GAUGE -> "gauge";
          case TIMER, SUMMARY -> "histogram";
        };
    return String.format(
        Locale.ROOT,
        "| `%s` | %s | %s | %s | %s |\n",
        metric.scrapeName(),
        kind,
        metric.unit(),
        labels,
        metric.description());
  }
}
