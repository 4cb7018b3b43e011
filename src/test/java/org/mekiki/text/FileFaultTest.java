package org.mekiki.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFaultTest {
  @TempDir Path folder;

  @Test
  void aMissingFileIsSaidInWords() {
    Path none = folder.resolve("none");
    assertThat(FileFault.of(catchThrowableOfType(IOException.class, () -> Files.readString(none))))
        .isEqualTo("there is no such file");
    assertThat(
            FileFault.of(
                catchThrowableOfType(IOException.class, () -> new ZipFile(none.toFile()).close())))
        .isEqualTo("there is no such file");
  }

  @Test
  void aRefusalIsSaidInWords() {
    assertThat(FileFault.of(new AccessDeniedException("/root/model")))
        .isEqualTo("this user may not read it");
  }

  @Test
  void whatCannotBeWrittenSaysWhyAndWhatToDo() {
    assertThat(FileFault.unwritten(new FileSystemException("f", null, "Read-only file system")))
        .isEqualTo("its disk can't be written; name a place on another disk");
    assertThat(FileFault.unwritten(new AccessDeniedException("f")))
        .isEqualTo("this user may not write there; change its permissions, or name another place");
    assertThat(FileFault.ofDisk(new IOException("No space left on device")))
        .hasValue("its disk is full; free some space, or name a place on another disk");
    assertThat(FileFault.ofDisk(new IOException())).isEmpty();
  }

  @Test
  void aReadOnlyDiskIsNoMatterOfPermissions() {
    assertThat(FileFault.unwritten(FileFault.unwritable(folder, true)))
        .isEqualTo("its disk can't be written; name a place on another disk");
    assertThat(FileFault.unwritten(FileFault.unwritable(folder)))
        .as("the folder's own disk is not read-only")
        .startsWith("this user may not write there");
  }

  @Test
  void otherFaultsKeepTheirMessage() {
    assertThat(FileFault.of(new IOException("Is a directory"))).isEqualTo("Is a directory");
    assertThat(FileFault.of(new IOException())).isEqualTo("java.io.IOException");
  }
}
