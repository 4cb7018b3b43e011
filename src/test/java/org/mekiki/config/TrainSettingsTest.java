package org.mekiki.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainSettingsTest {
  private static TrainSettings with(String threads) {
    ConfigLoader loader = new ConfigLoader().environment(Map.of());
    return loader.set(TrainSettings.THREADS.name(), threads, "a test").load().train();
  }

  @Test
  void hasAThreadMoreThanProcessorsBecauseOneWaitsForItsCommit() {
    assertThat(with("0").threadsOn(1)).isEqualTo(2);
    assertThat(with("0").threadsOn(8)).isEqualTo(9);
  }

  @Test
  void hasAsManyThreadsAsItIsTold() {
    assertThat(with("1").threadsOn(8)).isEqualTo(1);
    assertThat(with("12").threadsOn(2)).isEqualTo(12);
  }
}
