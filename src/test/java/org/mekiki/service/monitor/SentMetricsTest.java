package org.mekiki.service.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.mekiki.OtlpReceiver;
import org.mekiki.Patience;
import org.mekiki.app.FakeTerminal;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;

/** A service sends its metrics where it is told to, with or without a page. */
class SentMetricsTest {
  private final FakeTerminal terminal = new FakeTerminal();

  private ServiceMonitor open(String endpoint) {
    ConfigLoader loader = new ConfigLoader();
    loader.set("web.enabled", "false", "test");
    loader.set("metrics.otlp.endpoint", endpoint, "test");
    loader.set("metrics.otlp.interval", "1s", "test");
    MekikiConfig config = loader.load();
    return ServiceMonitor.open(config, terminal.terminal(), "score", "built-in");
  }

  @Test
  void aServiceWithoutAPageSendsWhatItCounts() throws Exception {
    try (OtlpReceiver receiver = new OtlpReceiver()) {
      ServiceMonitor monitor = open(receiver.endpoint() + "/");
      monitor.listeners().frames().learned("part");

      Awaitility.await()
          .atMost(Patience.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(receiver.metrics().toString())
                      .contains(
                          "mekiki_learned_frames_total", "mekiki_build_info", "mekiki-score"));
      terminal.lifecycle().close();
    }
  }

  @Test
  void withoutAnEndpointNothingIsCountedOrSent() {
    ServiceMonitor monitor = open("");

    assertThat(monitor.listeners().frames()).isNotNull();
    assertThat(monitor.port()).isZero();
    terminal.lifecycle().close();
  }
}
