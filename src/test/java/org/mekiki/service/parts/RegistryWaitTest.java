package org.mekiki.service.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mekiki.Patience;
import org.mekiki.app.FakeTerminal;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.key.ConfigException;
import org.mekiki.stream.registry.FakeRegistry;
import org.mekiki.terminal.CommandException;

class RegistryWaitTest {
  private final FakeTerminal terminal = new FakeTerminal();
  private final FakeRegistry registry;

  RegistryWaitTest() throws IOException {
    registry = new FakeRegistry();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void theServiceWaitsForARegistryThatIsAwayAndGoesOnWhenItIsThere() throws Exception {
    registry.fails = 503;
    CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> await(config("true")));
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(terminal.err())
                    .contains("waiting: the schema registry can't be asked now"));
    assertThat(waiting).isNotDone();

    registry.fails = 0;
    waiting.get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(registry.requests).contains("POST /subjects/mekiki.scores-value/versions");
  }

  @Test
  void aSchemaThatIsNotThereEndsItWithWhatToDo() {
    assertThatThrownBy(() -> await(config("false")))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("mekiki.scores-value")
        .hasMessageContaining("registry.auto-register=true");
  }

  @Test
  void withoutARegistryNothingIsWaitedFor() {
    await(new ConfigLoader().load());
    assertThat(registry.requests).isEmpty();
  }

  @Test
  void theFormatWithoutARegistryIsRefusedWithTheOtherSettings() {
    ConfigLoader loader =
        new ConfigLoader()
            .set("score.scores.format", "confluent-avro", "test")
            .set("score.heatmaps.format", "confluent-avro", "test");
    assertThatThrownBy(loader::load)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("score.scores.format is confluent-avro, which needs registry.url")
        .hasMessageContaining("score.heatmaps.format is confluent-avro, which needs registry.url");
  }

  private MekikiConfig config(String autoRegister) {
    return new ConfigLoader()
        .set("score.scores.format", "confluent-avro", "test")
        .set("registry.url", registry.url(), "test")
        .set("registry.auto-register", autoRegister, "test")
        .load();
  }

  private void await(MekikiConfig config) {
    try {
      RegistryWait.await(config, terminal.terminal());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
