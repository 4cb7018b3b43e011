package org.mekiki.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.model.ModelRefusedException.Reason;
import org.mekiki.model.Models;

/** What Prometheus sees of models. */
class ModelMetersTest {
  private final PrometheusMeterRegistry registry = PrometheusRegistryFactory.create(Set.of());
  private final ModelMeters meters = new ModelMeters(registry);
  private final ModelManifest first = Models.manifest("part-7", 1, Models.selection(1));
  private final ModelManifest second = Models.manifest("part-7", 2, Models.selection(2));

  @Test
  void showsTheVersionInServiceOnly() {
    meters.loaded(first, 1000, Duration.ofMillis(500));
    assertThat(info()).containsExactly(info(1));
    meters.swapped(first, second, 2000, Duration.ofMillis(500));
    assertThat(info()).containsExactly(info(2));
    assertThat(registry.scrape().lines())
        .contains(
            "mekiki_model_bytes{model=\"part-7\"} 2000.0",
            "mekiki_model_threshold{model=\"part-7\"} 7.25",
            "mekiki_model_created_timestamp_seconds{model=\"part-7\"} 1.772359200123E9",
            "mekiki_model_changes_total{change=\"loaded\"} 1.0",
            "mekiki_model_changes_total{change=\"swapped\"} 1.0",
            "mekiki_model_load_seconds_sum 1.0");
    meters.removed(second);
    assertThat(info()).isEmpty();
    assertThat(registry.scrape()).doesNotContain("mekiki_model_bytes{");
  }

  @Test
  void anEvictedModelIsNotInService() {
    meters.loaded(first, 1000, Duration.ZERO);
    meters.evicted(first, 1000);
    assertThat(info()).isEmpty();
    assertThat(registry.scrape().lines())
        .contains("mekiki_model_changes_total{change=\"evicted\"} 1.0");
  }

  @Test
  void aModelWhoseFileCannotBeReadIsCountedAndNotInService() {
    meters.loaded(first, 1000, Duration.ZERO);
    meters.lost(first, new IllegalStateException("on purpose"));
    assertThat(info()).isEmpty();
    assertThat(registry.scrape().lines())
        .contains("mekiki_model_changes_total{change=\"lost\"} 1.0");
  }

  @Test
  void countsRefusalsByReasonAndKeepsTheOldModel() {
    meters.loaded(first, 1000, Duration.ZERO);
    meters.refused("part-7", 2, new ModelRefusedException(Reason.ALTERED_CHUNK, "on purpose"));
    meters.sourceFailed(new IllegalStateException("on purpose"));
    assertThat(info()).containsExactly(info(1));
    assertThat(registry.scrape().lines())
        .contains(
            "mekiki_model_refusals_total{reason=\"altered-chunk\"} 1.0",
            "mekiki_model_refusals_total{reason=\"wrong-backbone\"} 0.0",
            "mekiki_model_source_failures_total 1.0");
  }

  private java.util.List<String> info() {
    return registry.scrape().lines().filter(l -> l.startsWith("mekiki_model_info{")).toList();
  }

  private String info(int version) {
    ModelManifest manifest = version == 1 ? first : second;
    return String.format(
        Locale.ROOT,
        "mekiki_model_info{backbone=\"0123456789ab\",model=\"part-7\",sha256=\"%s\",version=\"%d\"}"
            + " 1",
        manifest.chunks().sha256().substring(0, 12),
        version);
  }
}
