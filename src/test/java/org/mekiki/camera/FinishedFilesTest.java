package org.mekiki.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are done with, where their folder can't take them for a while. */
class FinishedFilesTest {
  private static final Duration SOON = Duration.ofSeconds(29);
  private static final Duration LATER = Duration.ofSeconds(31);

  @TempDir private Path root;

  private final List<String> told = new ArrayList<>();
  private long now = 7;

  private FinishedFiles finished(Path folder, Path moveTo) {
    return new FinishedFiles(
        folder,
        new WatchedFolder.Options(
            Optional.empty(),
            Optional.of(moveTo),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            told::add),
        () -> now);
  }

  private static WatchedFolder.Stamp stamp(int modified) {
    return new WatchedFolder.Stamp(1, modified);
  }

  @Test
  void whatCannotBeMovedIsTriedAgainAndNotSentAgain() throws IOException {
    Path folder = Files.createDirectory(root.resolve("in"));
    Path file = Files.writeString(folder.resolve("a.jpg"), "a");
    Path done = Files.writeString(root.resolve("done"), "a file is in the way");
    FinishedFiles finished = finished(folder, done);

    finished.published(file, stamp(1));
    assertThat(told)
        .singleElement()
        .asString()
        .startsWith(file + " is published but can't be moved or deleted: ")
        .endsWith(
            ". That is tried again every 30 s; if this program ends before, its next start sends it"
                + " again");
    assertThat(finished.holds(file, stamp(2))).as("another picture").isFalse();

    now += LATER.toNanos();
    assertThat(finished.holds(file, stamp(1))).as("tried in vain").isTrue();
    Files.delete(done);
    now += SOON.toNanos();
    assertThat(finished.holds(file, stamp(1))).as("too early").isTrue();
    assertThat(file).exists();

    now += SOON.toNanos();
    assertThat(finished.holds(file, stamp(1))).isTrue();
    assertThat(file).doesNotExist();
    assertThat(done.resolve("a.jpg")).exists();
    assertThat(told).hasSize(2);
    assertThat(told.get(1)).isEqualTo(file + " could be put away now");
    assertThat(finished.holds(file, stamp(1))).isFalse();
  }

  @Test
  void whatIsNoPictureIsTriedAgainToo() throws IOException {
    Path folder = Files.createDirectory(root.resolve("in"));
    Path file = Files.writeString(folder.resolve("a.jpg"), "a");
    Path aside = Files.writeString(folder.resolve(".unreadable"), "in the way");
    FinishedFiles finished = finished(folder, root.resolve("done"));

    finished.unreadable(file, stamp(1), "no picture");
    assertThat(told.get(1)).startsWith(file + " can't be moved: ");
    Files.delete(aside);
    now += LATER.toNanos();
    assertThat(finished.holds(file, stamp(1))).isTrue();
    assertThat(aside.resolve("a.jpg")).exists();
  }

  @Test
  void whatIsGoneIsForgotten() throws IOException {
    Path folder = Files.createDirectory(root.resolve("in"));
    Path file = Files.writeString(folder.resolve("a.jpg"), "a");
    FinishedFiles finished = finished(folder, Files.writeString(root.resolve("done"), "x"));
    finished.published(file, stamp(1));
    finished.retain(Set.of());
    assertThat(finished.holds(file, stamp(1))).isFalse();
  }
}
