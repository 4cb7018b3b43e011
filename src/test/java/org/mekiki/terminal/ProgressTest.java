package org.mekiki.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mekiki.app.FakeTerminal;

/** Progress where nobody watches. */
class ProgressTest {
  private final FakeTerminal terminal = new FakeTerminal();

  @Test
  void tellsEveryTenthPartInALog() {
    try (Progress progress = new Progress(terminal.terminal(), "teaching cam-1", 25)) {
      for (int i = 0; i < 5; i++) {
        progress.step();
      }
      progress.to(6);
      progress.to(25);
    }
    assertThat(terminal.err().lines())
        .containsExactly(
            "teaching cam-1: 3 of 25", "teaching cam-1: 5 of 25", "teaching cam-1: 25 of 25");
    assertThat(terminal.out()).isEmpty();
  }

  @Test
  void staysQuietWhereTheEndIsUnknown() {
    try (Progress progress = new Progress(terminal.terminal(), "watching", -1)) {
      progress.step();
    }
    assertThat(terminal.err()).isEmpty();
  }
}
