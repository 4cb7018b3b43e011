package org.mekiki.app.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFileTest {
  /** Asked with a rule of its own: an administrator's tests may write anywhere. */
  @Test
  void aFileThatIsReplacedNeedsAFolderThatCanBeWritten(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("net.onnx"));

    assertThat(ResultFile.folderFault(file, path -> path.equals(folder))).isEmpty();
    assertThat(ResultFile.folderFault(file, path -> path.equals(file)))
        .contains(
            "'"
                + file
                + "' can't be written: it is written beside its place first, and this user may not"
                + " write in the folder '"
                + folder
                + "'; name a file in another folder, or change its permissions");
  }
}
