package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told when results can't be printed, by a program of its own. */
class ClosedPipeTest {
  @TempDir Path folder;

  /** As {@code mekiki … | head} does. */
  @Test
  void nothingIsToldWhenTheReaderOfResultsHasEnded() throws Exception {
    Process java = start(Redirect.PIPE);
    java.getInputStream().close();

    assertThat(told(java)).isEmpty();
    assertThat(java.waitFor()).isEqualTo(1);
  }

  @Test
  void aFullDiskIsTold() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "only Linux has it");
    Process java = start(Redirect.to(full.toFile()));

    assertThat(told(java)).isEqualTo("not all of the output could be written to standard output\n");
    assertThat(java.waitFor()).isEqualTo(1);
  }

  /** Begins after a line on its standard input, so that a test can close its pipe before. */
  private Process start(Redirect output) throws IOException {
    List<String> command =
        List.of(
            "sh",
            "-c",
            "read go && exec \"$0\" \"$@\"",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules",
            "jdk.incubator.vector",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "backbone",
            "list");
    return new ProcessBuilder(command)
        .redirectOutput(output)
        .redirectError(folder.resolve("err").toFile())
        .start();
  }

  private String told(Process java) throws Exception {
    java.getOutputStream().write('\n');
    java.getOutputStream().close();
    java.waitFor();
    return Files.readString(folder.resolve("err"), StandardCharsets.UTF_8)
        .replaceAll("WARNING: Using incubator.*\n", "");
  }
}
