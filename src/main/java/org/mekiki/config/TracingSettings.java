package org.mekiki.config;

import java.net.URI;
import java.util.Optional;
import org.mekiki.config.key.ConfigGroup;
import org.mekiki.config.key.ConfigKey;
import org.mekiki.config.key.Values;
import org.mekiki.config.type.AddressTypes;
import org.mekiki.config.type.ValueType;
import org.mekiki.config.type.ValueTypes;

/**
 * Spans of frames, and of the making of models.
 *
 * @param endpoint of a receiver of OTLP over HTTP, without a slash at the end; empty: no spans
 * @param ratio share of frames without a trace of their own, and of teachings, that get spans, 0 to
 *     1
 */
public record TracingSettings(String endpoint, double ratio) {
  static final ConfigGroup KEYS = new ConfigGroup();

  static final ValueType<Optional<URI>> RECEIVER =
      AddressTypes.address(
          "http://HOST:PORT or https://HOST:PORT, no underscore in the host, or nothing",
          "https?://[A-Za-z0-9.\\[\\]:-]+(/[^\\s?#\"<>\\\\^`{|}]*)?");

  public static final ConfigKey<Optional<URI>> ENDPOINT =
      KEYS.key(
          "tracing.otlp.endpoint",
          RECEIVER,
          "",
          "OpenTelemetry receiver of spans of score and train, by OTLP over HTTP, for example"
              + " http://collector:4318; /v1/traces is added. Not set: no spans.");
  public static final ConfigKey<Double> RATIO =
      KEYS.key(
          "tracing.ratio",
          ValueTypes.real("0", "1"),
          "1",
          "Share of frames that get spans; in train also of the commands of teach. A frame"
              + " with the header traceparent gets spans if its trace is sampled.");

  static TracingSettings of(Values values) {
    return new TracingSettings(withoutSlash(values.get(ENDPOINT)), values.get(RATIO));
  }

  static String withoutSlash(Optional<URI> endpoint) {
    return endpoint.map(URI::toString).orElse("").replaceAll("/+$", "");
  }
}
