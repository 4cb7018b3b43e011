package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Patience;

/** All examples that send frames keep a camera on one partition, and take a large picture. */
class PublishingDocTest {
  private static final Path PAGE = Path.of("docs/publishing.md");

  @TempDir Path folder;

  @Test
  void kcatNeverSendsWithItsOwnPartitionerOrLimit() throws IOException {
    List<String> commands = new ArrayList<>();
    for (Path root : List.of(Path.of("README.md"), Path.of("docs"), Path.of("deploy"))) {
      try (Stream<Path> all = Files.walk(root)) {
        for (Path file : all.filter(f -> f.toString().matches(".*\\.(md|ya?ml|sh)")).toList()) {
          Files.readAllLines(file).stream()
              .filter(l -> l.contains("kcat -P"))
              .forEach(commands::add);
        }
      }
    }
    assertThat(commands)
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(
            command ->
                assertThat(command)
                    .contains("-X partitioner=murmur2_random", "-X message.max.bytes=8388608"));
  }

  @Test
  void pythonReadsItsExample() throws Exception {
    reads("python", "frame.py", "python3", "-m", "py_compile");
  }

  @Test
  void nodeReadsItsExample() throws Exception {
    reads("javascript", "frame.js", "node", "--check");
  }

  private void reads(String language, String file, String... command) throws Exception {
    assumeTrue(isThere(command[0]), command[0] + " is not installed");
    Matcher block =
        Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(Files.readString(PAGE));
    assertThat(block.find()).as(language).isTrue();
    List<String> all = new ArrayList<>(List.of(command));
    all.add(Files.writeString(folder.resolve(file), block.group(1)).toString());
    Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
  }

  private static boolean isThere(String program) throws InterruptedException {
    try {
      return new ProcessBuilder(program, "--version")
          .start()
          .waitFor(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (IOException e) {
      return false;
    }
  }
}
