package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Patience;

/**
 * The examples of docs/subscribers.md can be copied: they are read by the language that they are
 * for, where it is there, and jq's expressions give what they promise of the golden records.
 */
class SubscribersDocTest {
  private static final Path GOLDEN = Path.of("schemas/golden");

  @TempDir Path folder;

  @Test
  void everyExampleHasAGroupOfItsOwn() throws IOException {
    Matcher groups =
        Pattern.compile("(?:group\\.id\": \"|groupId: \"|kcat -G )([\\w-]+)")
            .matcher(Files.readString(Path.of("docs/subscribers.md")));
    List<String> found = new ArrayList<>();
    while (groups.find()) {
      found.add(groups.group(1));
    }
    assertThat(found).hasSizeGreaterThanOrEqualTo(3).doesNotHaveDuplicates();
  }

  @Test
  void pythonReadsItsExample() throws Exception {
    assumeTrue(isThere("python3", "--version"), "python3 is not installed");
    Path file = Files.writeString(folder.resolve("a.py"), block("python").get(0));
    run("", "python3", "-m", "py_compile", file.toString());
  }

  @Test
  void nodeReadsItsExample() throws Exception {
    assumeTrue(isThere("node", "--version"), "node is not installed");
    Path file = Files.writeString(folder.resolve("a.js"), block("javascript").get(0));
    run("", "node", "--check", file.toString());
  }

  @Test
  void jqGivesALineAnAlarmAndWhatIsOpen() throws Exception {
    assumeTrue(isThere("jq", "--version"), "jq is not installed");
    String raised = Files.readString(GOLDEN.resolve("alarm-anomalous-raised.json")) + "\n";
    String cleared = Files.readString(GOLDEN.resolve("alarm-anomalous-cleared.json")) + "\n";
    String silent = Files.readString(GOLDEN.resolve("alarm-no-frames-raised.json")) + "\n";
    List<String> commands = new ArrayList<>();
    Matcher all = Pattern.compile("jq [^'\n]*'[^'\n]*'[^'\n]*").matcher(block("sh").get(0));
    while (all.find()) {
      commands.add(all.group());
    }
    assertThat(commands).hasSize(3);
    assertThat(run(raised, "sh", "-c", commands.get(0)))
        .isEqualTo("2026-01-31T12:00:00.123Z\tRAISED\tANOMALOUS\tcam-1\tcam-1: 3 of the last 5\n");
    assertThat(run(raised + silent + cleared, "sh", "-c", commands.get(1)).lines())
        .singleElement()
        .asString()
        .contains("\"kind\":\"NO_FRAMES\"");
    assertThat(run(Files.readString(GOLDEN.resolve("anomaly.json")), "sh", "-c", commands.get(2)))
        .contains("cam-1 118% 30x40 at 10,20");
  }

  @Test
  void theConnectorIsJson() throws Exception {
    assertThat(
            new ObjectMapper().readTree(block("json").get(0)).get("config").get("topics").asText())
        .isEqualTo("mekiki.alarms");
  }

  private static List<String> block(String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("docs/subscribers.md")));
    List<String> blocks = new ArrayList<>();
    while (block.find()) {
      blocks.add(block.group(1));
    }
    assertThat(blocks).isNotEmpty();
    return blocks;
  }

  private static boolean isThere(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      return process.waitFor(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS)
          && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static String run(String input, String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
