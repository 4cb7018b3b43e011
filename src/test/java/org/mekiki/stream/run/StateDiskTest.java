package org.mekiki.stream.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDiskTest {
  private static final Path FOLDER = Path.of("/state");
  private static final String FULL =
      "the disk with the state folder /state is full: free some space, or set score.state-dir or"
          + " train.state-dir to a folder on another one";

  private Instant now = Instant.EPOCH;
  private long missing = 0;
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final StateDisk disk = new StateDisk(FOLDER, () -> missing, clock);

  @Test
  void aFullDiskIsNamedAtOnceAndGivenUpAfterAMinute() {
    assertThat(disk.problem()).isEmpty();
    missing = 1;
    assertThat(disk.problem()).hasValue(FULL);
    assertThat(disk.lasting()).isEmpty();
    now = now.plus(StateDisk.PATIENCE).minusMillis(1);
    assertThat(disk.lasting()).isEmpty();
    now = now.plusMillis(1);
    assertThat(disk.lasting()).hasValue(FULL);
  }

  @Test
  void roomInBetweenBeginsTheMinuteAnew() {
    missing = 1;
    assertThat(disk.problem()).isPresent();
    now = now.plus(Duration.ofSeconds(59));
    missing = -5;
    assertThat(disk.problem()).isEmpty();
    missing = 1;
    assertThat(disk.lasting()).isEmpty();
    now = now.plus(Duration.ofSeconds(59));
    assertThat(disk.lasting()).isEmpty();
  }

  @Test
  void whatCountsAsFullFollowsFromTheSizeOfTheDisk() {
    assertThat(StateDisk.least(1L << 40)).isEqualTo(16 << 20);
    assertThat(StateDisk.least(4_000_000)).isEqualTo(200_000);
  }

  @Test
  void aDiskThatCannotBeAskedIsNotCalledFull() {
    StateDisk gone =
        new StateDisk(
            FOLDER,
            () -> {
              throw new IOException("no such folder");
            },
            clock);
    assertThat(gone.problem()).isEmpty();
  }

  @Test
  void theDiskOfThisFolderHasRoom(@TempDir Path folder) {
    assertThat(StateDisk.of(folder).problem()).isEmpty();
  }
}
