package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchedClassPathTest {
  @TempDir Path folder;

  @Test
  void oneWithTheVersionAndAllFilesIsTaken() throws IOException {
    String classPath = jar("connect-2.jar") + File.pathSeparator + jar("other.jar");

    assertThat(FetchedClassPath.fault(classPath, "connect-2.jar")).isEmpty();
  }

  @Test
  void oneOfAnotherVersionIsRefused() throws IOException {
    assertThat(FetchedClassPath.fault(jar("connect-1.jar"), "connect-2.jar"))
        .contains("another version", "connect-2.jar");
    assertThat(FetchedClassPath.fault("", "connect-2.jar")).contains("another version");
  }

  @Test
  void oneWithAFileThatIsGoneIsRefused() throws IOException {
    String classPath =
        jar("connect-2.jar") + File.pathSeparator + folder.resolve("deleted.jar").toString();

    assertThat(FetchedClassPath.fault(classPath, "connect-2.jar"))
        .contains("deleted.jar", "missing");
  }

  private String jar(String name) throws IOException {
    return Files.createFile(folder.resolve(name)).toString();
  }
}
