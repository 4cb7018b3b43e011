package org.mekiki.app.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mekiki.terminal.CommandException;

class WrittenFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "No space left on device|its disk is full; free some space, or name a place on another"
            + " disk",
        "Disk quota exceeded|the quota of its disk is used up; raise it",
        "File too large|it is larger than a file may be there; raise the limit (ulimit -f)",
        "Read-only file system|its disk can't be written; name a place on another disk",
        "planted|java.io.IOException: planted",
      })
  void aFileThatCannotBeWrittenWholeIsNamedAndDeleted(String words, String sentence) {
    Path file = folder.resolve("report.html");
    assertThatThrownBy(
            () ->
                WrittenFile.write(
                    file,
                    target -> {
                      Files.writeString(target, "<html>half");
                      throw new IOException(words);
                    }))
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith("'" + file + "' can't be written: " + sentence);
    assertThat(file).doesNotExist();
  }

  @Test
  void aFileThatWasThereAndIsNotReplacedStays() throws Exception {
    Path file = Files.writeString(folder.resolve("frame.jpg"), "whole");
    assertThatThrownBy(() -> WrittenFile.writeNew(file, target -> Files.writeString(target, "new")))
        .hasMessage("'" + file + "' can't be written: it is there already; name a new file");
    assertThat(file).hasContent("whole");
  }

  @Test
  void anOldFileStaysUntilANewOneIsWhole() throws Exception {
    Path file = Files.writeString(folder.resolve("report.html"), "old");
    assertThatThrownBy(
            () ->
                WrittenFile.write(
                    file,
                    target -> {
                      throw new FileSystemException(target.toString(), null, "Too many open files");
                    }))
        .hasMessage("'" + file + "' can't be written: Too many open files");
    assertThatThrownBy(
            () ->
                WrittenFile.write(
                    file,
                    target -> {
                      Files.writeString(target, "<html>half");
                      throw new IOException("No space left on device");
                    }))
        .hasMessageContaining("its disk is full");
    assertThat(file).hasContent("old");
    assertThatThrownBy(
            () ->
                WrittenFile.write(
                    file,
                    target -> {
                      throw new IllegalStateException("planted");
                    }))
        .hasMessage("planted");
    assertThat(folder.toFile().list()).containsExactly("report.html");
  }

  @Test
  void aReplacedFileKeepsItsPermissions() throws Exception {
    Path file = Files.writeString(folder.resolve("report.html"), "old and longer");
    Set<PosixFilePermission> wanted = PosixFilePermissions.fromString("rw-rw-r-x");
    Files.setPosixFilePermissions(file, wanted);
    WrittenFile.write(file, target -> Files.writeString(target, "new"));
    assertThat(file).hasContent("new");
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(wanted);
    assertThat(folder.toFile().list()).containsExactly("report.html");
  }

  /** So that a shell's {@code > file} stays the file that it has opened. */
  @Test
  void whatALinkLeadsToIsWrittenItselfAndNeverDeleted() throws Exception {
    Path file = Files.writeString(folder.resolve("kept"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    Object before = Files.getAttribute(file, "unix:ino");
    WrittenFile.write(link, target -> Files.writeString(target, "new"));
    assertThat(file).hasContent("new");
    assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(before);
    assertThatThrownBy(
            () ->
                WrittenFile.write(
                    link,
                    target -> {
                      throw new IOException("planted");
                    }))
        .isInstanceOf(CommandException.class);
    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("new");
  }

  @Test
  void aDeviceIsWrittenAndStays() {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device), "no such device here");
    WrittenFile.write(device, target -> Files.writeString(target, "new"));
    assertThat(Files.isRegularFile(device)).isFalse();
    assertThat(device).exists();
  }

  @Test
  void aFullDiskIsFoundBehindOtherFailuresWithItsFileIfThatIsKnown() {
    IOException full = new FileSystemException("/d/x", null, "No space left on device");
    assertThat(WrittenFile.trouble(new UncheckedIOException(full)))
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence).startsWith("'/d/x' can't be written: its disk is full"));
    assertThat(WrittenFile.trouble(new IOException("No space left on device")))
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence)
                    .contains("a disk is full", System.getProperty("java.io.tmpdir")));
    assertThat(WrittenFile.trouble(new IOException("Connection reset"))).isEmpty();
  }

  @Test
  void aFileOrFolderThatCannotBeUsedIsNamedAndNotTakenForAnother() {
    assertThat(WrittenFile.trouble(new AccessDeniedException("locked")))
        .hasValue(
            "'locked' can't be used: this user may not read or write there; change its permissions,"
                + " or name another place");
    assertThat(WrittenFile.trouble(new UncheckedIOException(new NoSuchFileException("/tmp/x"))))
        .hasValue("'/tmp/x' can't be used: it does not exist; create it, or name another one");
    assertThat(WrittenFile.trouble(new FileSystemException("d", null, "Not a directory")))
        .hasValue("'d' can't be used: Not a directory");
  }
}
