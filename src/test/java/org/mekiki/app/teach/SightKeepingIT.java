package org.mekiki.app.teach;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.app.FakeTerminal;
import org.mekiki.app.TestLine;
import org.mekiki.config.ConfigLoader;
import org.mekiki.detect.KeptDetectability;
import org.mekiki.detect.Sights;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.Models;

/** Why figures that were measured are not kept, on a line without a trainer. */
class SightKeepingIT {
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private final FakeTerminal terminal = new FakeTerminal();
  private final ModelManifest manifest = Models.manifest("cam-1", 2, Models.selection(1));
  private final KeptDetectability seen =
      KeptDetectability.of(manifest.chunks().sha256(), Sights.some());

  @TempDir Path folder;

  @Test
  void aTrainerThatDoesNotAnswerIsSaid() throws Exception {
    try (TestLine line = new TestLine(folder)) {
      Sight sight = new Sight(line.config, terminal.terminal(), MOMENT);

      assertThat(sight.keep(manifest, seen)).isFalse();
    }
    assertThat(terminal.err())
        .contains(
            "what model 'cam-1' version 2 can see is not kept with it: the trainer has not done so"
                + " within 1 s: it is busy, or of an older release");
  }

  @Test
  void aPersonWhoStopsTheWaitIsNotToldOfTheTrainer() throws Exception {
    try (TestLine line = new TestLine(folder)) {
      terminal.lifecycle().stop();

      Sight sight = new Sight(line.config, terminal.terminal());
      assertThat(sight.keep(manifest, seen)).isFalse();
    }
    assertThat(terminal.err()).contains("kept with it: stopped").doesNotContain("60 s");
  }

  @Test
  void aClusterThatIsAwayIsSaid() {
    ConfigLoader away =
        new ConfigLoader()
            .set("kafka.bootstrap.servers", "127.0.0.1:1", "test")
            .set("kafka.default.api.timeout.ms", "100", "test");
    Sight sight = new Sight(away.load(), terminal.terminal(), MOMENT);

    assertThat(sight.keep(manifest, seen)).isFalse();
    assertThat(terminal.err())
        .contains("can see is not kept with it: Kafka failed: ")
        .doesNotContain("1 s");
  }
}
