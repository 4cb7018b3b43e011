package org.mekiki.service.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mekiki.OtlpReceiver;
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
    MekikiConfig config = loader.load();
    return ServiceMonitor.open(config, terminal.terminal(), "score", "built-in");
  }

  @Test
  void aServiceWithoutAPageSendsWhatItCountsWhenItEnds() throws Exception {
    try (OtlpReceiver receiver = new OtlpReceiver()) {
      ServiceMonitor monitor = open(receiver.endpoint() + "/");
      monitor.listeners().frames().learned("part");
      terminal.lifecycle().close();

      assertThat(receiver.metrics()).hasSize(1);
      assertThat(receiver.metrics().get(0).toString())
          .contains("mekiki_learned_frames_total", "mekiki_build_info", "mekiki-score");
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
