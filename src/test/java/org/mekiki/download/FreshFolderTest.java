package org.mekiki.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreshFolderTest {
  @TempDir private Path root;

  private static void fill(Path folder, boolean keep) throws IOException {
    try (FreshFolder fresh = FreshFolder.open(folder)) {
      Path train = Files.createDirectories(fresh.parts().resolve("train"));
      Files.writeString(train.resolve("0.jpg"), "frame");
      Files.writeString(fresh.parts().resolve("licence"), "free");
      if (keep) {
        fresh.keep();
      }
    }
  }

  /** A mount point can't be replaced, and a shell in it would be left in a deleted folder. */
  @Test
  void aFolderThatIsThereStaysTheSameOne() throws IOException {
    Path folder = Files.createDirectory(root.resolve("set"));
    Object before = Files.readAttributes(folder, "unix:ino").get("ino");

    fill(folder, true);

    assertThat(Files.readAttributes(folder, "unix:ino").get("ino")).isEqualTo(before);
    try (var inside = Files.list(folder)) {
      assertThat(inside)
          .containsExactlyInAnyOrder(folder.resolve("train"), folder.resolve("licence"));
    }
    assertThat(folder.resolve("train/0.jpg")).hasContent("frame");
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path folder = Files.createDirectory(root.resolve("set"));
    Path link = Files.createSymbolicLink(root.resolve("link"), folder);

    fill(link, true);

    assertThat(link).isSymbolicLink();
    assertThat(folder.resolve("train/0.jpg")).hasContent("frame");
  }

  @Test
  void nothingIsEverWrittenBesideIt() throws IOException {
    Path folder = Files.createDirectory(root.resolve("set"));
    try (FreshFolder fresh = FreshFolder.open(folder)) {
      assertThat(fresh.parts()).startsWith(folder.toRealPath());
      try (var beside = Files.list(root)) {
        assertThat(beside).containsExactly(folder);
      }
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFailureLeavesAFolderThatWasThereAndNoneThatWasMade() throws IOException {
    Path there = Files.createDirectory(root.resolve("there"));
    fill(there, false);
    assertThat(there).isEmptyDirectory();

    fill(root.resolve("made/for/this"), false);
    assertThat(root.resolve("made")).doesNotExist();
  }

  /** Which is what is left to do when a move fails after others: here the place is taken. */
  @Test
  void whatWasMovedIsDeletedIfTheRestCannotBe() throws IOException {
    Path folder = root.resolve("set");
    Path mine = folder.resolve("b");
    assertThatThrownBy(
            () -> {
              try (FreshFolder fresh = FreshFolder.open(folder)) {
                Files.writeString(fresh.parts().resolve("a"), "ours");
                Files.writeString(fresh.parts().resolve("b"), "ours");
                Files.createDirectory(mine);
                Files.writeString(mine.resolve("file"), "mine");
                fresh.keep();
              }
            })
        .isInstanceOf(IOException.class);
    try (var inside = Files.list(folder)) {
      assertThat(inside).containsExactly(mine);
    }
    assertThat(mine.resolve("file")).hasContent("mine");
  }

  @Test
  void aFolderWithSomethingInItIsRefused() throws IOException {
    Files.writeString(root.resolve("mine"), "mine");
    assertThatThrownBy(() -> FreshFolder.open(root))
        .isInstanceOf(DownloadException.class)
        .hasMessage(root + " already exists and is not empty; name a new or empty folder");
  }
}
