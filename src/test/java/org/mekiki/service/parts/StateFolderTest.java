package org.mekiki.service.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.Folders;

class StateFolderTest {
  @TempDir Path temporary;

  @Test
  void aConfiguredFolderServesOneClusterOnly() throws IOException {
    Optional<Path> configured = Optional.of(temporary.resolve("state"));
    StateFolder.claim(configured, "score", "first").close();
    StateFolder.claim(configured, "score", "first").close();

    assertThatThrownBy(() -> StateFolder.claim(configured, "score", "second"))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining(configured.get().toString())
        .hasMessageContaining("cluster first")
        .hasMessageContaining("cluster second")
        .hasMessageContaining("delete this one");
    StateFolder.claim(configured, "score", "first").close();
  }

  @Test
  void workThatTakesLongerThanTheEndOfTheServiceIsNotToBlame() throws Exception {
    Optional<Path> configured = Optional.of(temporary.resolve("state"));
    StateFolder held = StateFolder.claim(configured, "train", "first");
    String done =
        held.inFlight()
            .work(
                "a long fit",
                () -> {
                  try {
                    held.close();
                    StateFolder next = StateFolder.claim(configured, "train", "first");
                    next.inFlight();
                    next.close();
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                  return "done";
                });

    assertThat(done).isEqualTo("done");
    assertThat(configured.get().resolve("deaths")).doesNotExist();
  }

  @Test
  void stateOfAnotherNumberOfPartitionsIsRefusedWithWhatToDo() throws IOException {
    Optional<Path> configured = Optional.of(temporary.resolve("state"));
    StateFolder.claim(configured, "score", "first").ofPartitions("frames", 6).close();
    StateFolder.claim(configured, "score", "first").ofPartitions("frames", 6).close();

    assertThatThrownBy(
            () -> StateFolder.claim(configured, "score", "first").ofPartitions("frames", 12))
        .isInstanceOf(CommandException.class)
        .hasMessage(
            "state folder "
                + configured.get()
                + " is of 6 partitions, but frames has 12: 'mekiki topics --grow 12' if you have"
                + " not run it, then delete this folder on each scorer's machine; alarms begin"
                + " anew");
    StateFolder.claim(configured, "score", "first").close();
  }

  @Test
  void aConfiguredFolderServesOneProcessOnly() throws IOException {
    Optional<Path> configured = Optional.of(temporary.resolve("state"));

    try (StateFolder held = StateFolder.claim(configured, "score", "first")) {
      assertThatThrownBy(() -> StateFolder.claim(configured, "score", "first"))
          .isInstanceOf(CommandException.class)
          .hasMessageContaining(held.path() + " is in use by another process");
    }
  }

  /** Of two users on a machine the first has made the folder, which the second may not write to. */
  @Test
  void aUserWhoMayNotWriteToTheUsualFolderHasOneOfHisOwn() throws IOException {
    Path usual = Files.createDirectories(temporary.resolve("mekiki"));
    assertThat(StateFolder.base(temporary, path -> true, "a", "b")).isEqualTo(usual.resolve("a/b"));
    assertThat(StateFolder.base(temporary, path -> !path.startsWith(usual), "a", "b"))
        .isEqualTo(temporary.resolve("mekiki-" + System.getProperty("user.name")).resolve("a/b"));
    Folders.delete(usual);
    assertThat(StateFolder.base(temporary, path -> path.equals(temporary), "a", "b"))
        .as("nobody has made it yet")
        .isEqualTo(usual.resolve("a/b"));
  }

  @Test
  void aFolderThatCannotBeUsedIsNamed() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThatThrownBy(() -> StateFolder.claim(Optional.of(file), "score", "first"))
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith("folder " + file + " for local state can't be used: ");
  }

  @Test
  void workOnFilesIsToldOfItsOwnFolderAndNoServicesSetting() {
    IOException full = new IOException("No space left on device");
    assertThat(StateFolder.unusable(temporary, StateFolder.Use.FILES, full))
        .hasMessage(
            "folder "
                + temporary
                + " for temporary files can't be written: its disk is full; free some space, or"
                + " name a place on another disk (-Djava.io.tmpdir=DIR)");
    assertThat(StateFolder.unusable(temporary, StateFolder.Use.SERVICE, full))
        .hasMessageContaining("set score.state-dir or train.state-dir");
  }

  @Test
  void withoutOneEachInstanceOfEachClusterHasItsOwn() throws IOException {
    String first = "first-" + UUID.randomUUID();
    String second = "second-" + UUID.randomUUID();
    try (StateFolder one = StateFolder.claim(Optional.empty(), "score", first);
        StateFolder two = StateFolder.claim(Optional.empty(), "score", first);
        StateFolder other = StateFolder.claim(Optional.empty(), "score", second + "/one")) {
      assertThat(one.path()).endsWith(Path.of(first, "score", "0"));
      assertThat(two.path()).endsWith(Path.of(first, "score", "1"));
      assertThat(other.path()).endsWith(Path.of(second + "_one", "score", "0"));
      Folders.delete(one.path().getParent().getParent());
      Folders.delete(other.path().getParent().getParent());
    }
  }
}
