package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Patience;
import org.mekiki.terminal.ExitCodes;

/** The image's start script with what the image has: the jar, its libraries, and a bare folder. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "runs shell scripts")
class ImageStartIT {
  private static final Path BUILT = Path.of("target").toAbsolutePath();

  @TempDir Path folder;
  private Path home;
  private Path tmp;
  private Path work;

  @BeforeEach
  void layOutTheImage() throws IOException {
    assumeTrue(
        Files.exists(BUILT.resolve("mekiki.jar")) && Files.isDirectory(BUILT.resolve("lib")),
        "there is no target/mekiki.jar; 'mvnw package' makes it");
    home = Files.createDirectories(folder.resolve("opt/mekiki"));
    tmp = Files.createDirectories(folder.resolve("tmp"));
    work = Files.createDirectories(folder.resolve("work"));
    Files.copy(Path.of("deploy/image/start"), home.resolve("start"));
    assertThat(home.resolve("start").toFile().setExecutable(true)).isTrue();
  }

  @Test
  void aWholeLineRunsAndWritesNowhereElse() throws Exception {
    List<String> before = files();
    Process process =
        start("demo", "--headless", "--frames", "8", "--good", "12", "--dimensions", "20");
    assertThat(process.waitFor(500, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(log()).isZero();
    assertThat(log()).contains("lost 0, duplicated 0");
    assertThat(files()).isEqualTo(before);
    assertThat(tmp).isNotEmptyDirectory();
  }

  @Test
  void wrongSettingsEndWithTwo() throws Exception {
    Process process = start("score");
    assertThat(process.waitFor(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(ExitCodes.BAD_USAGE);
    assertThat(log()).contains("MEKIKI_KAFKA_BOOTSTRAP_SERVERS");
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(home.resolve("start").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile());
    String java = Path.of(System.getProperty("java.home"), "bin").toString();
    builder.environment().clear();
    builder.environment().put("PATH", java + ":/usr/bin:/bin");
    builder.environment().put("MEKIKI_HOME", BUILT.toString());
    builder.environment().put("TMPDIR", tmp.toString());
    builder.environment().put("HOME", folder.resolve("no-home").toString());
    return builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  /** All but what lies in the temporary folder. */
  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> !file.startsWith(tmp) && !file.endsWith("log"))
          .map(Path::toString)
          .sorted()
          .toList();
    }
  }
}
