package org.mekiki.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.mekiki.config.key.ConfigGroup;
import org.mekiki.config.key.ConfigKey;
import org.mekiki.config.key.Values;
import org.mekiki.config.type.ValueTypes;

/**
 * Metrics that are sent.
 *
 * @param endpoint of a receiver of OTLP over HTTP, without a slash at the end; empty: none are sent
 * @param interval between two times
 */
public record MetricsSettings(String endpoint, Duration interval) {
  static final ConfigGroup KEYS = new ConfigGroup();

  public static final ConfigKey<Optional<URI>> ENDPOINT =
      KEYS.key(
          "metrics.otlp.endpoint",
          TracingSettings.RECEIVER,
          "",
          "OpenTelemetry receiver of metrics, by OTLP over HTTP, for example"
              + " http://collector:4318; /v1/metrics is added. Works without the page too. Not set:"
              + " metrics are only on the page's /metrics.");
  public static final ConfigKey<Duration> INTERVAL =
      KEYS.key(
          "metrics.otlp.interval",
          ValueTypes.duration("1s", "1h"),
          "30s",
          "How often metrics are sent to metrics.otlp.endpoint.");

  static MetricsSettings of(Values values) {
    return new MetricsSettings(
        TracingSettings.withoutSlash(values.get(ENDPOINT)), values.get(INTERVAL));
  }

  /** Whether metrics are sent. */
  public boolean enabled() {
    return !endpoint.isEmpty();
  }
}
