package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.app.backbone.BackboneCommand;
import org.mekiki.app.common.ResultFile;
import org.mekiki.onnx.Backbones;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Files that commands write at their end are looked at before the work begins. */
class ResultFilesTest {
  /** Files that are read. */
  private static final Set<String> READ =
      Set.of("--config", "--view", "--file", "--compare", "--backbone", "--weights", "--headers");

  @TempDir Path folder;

  @Test
  void aFullDiskIsToldWithTheFile() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "only Linux has it");
    Path onnx = Files.write(folder.resolve("tiny.onnx"), Backbones.builtIn().graph().bytes());
    FakeTerminal terminal = new FakeTerminal();
    assertThat(terminal.run("backbone", "inspect", onnx.toString(), "--json", full.toString()))
        .isEqualTo(ExitCodes.FAILED);
    assertThat(terminal.err())
        .startsWith("'/dev/full' can't be written: its disk is full; free some space")
        .doesNotContain("\tat ", "state");
  }

  @Test
  void everyFileThatACommandTakesIsReadOrLookedAtAtTheStart() {
    Set<String> written = new TreeSet<>();
    Set<String> forgotten = new TreeSet<>();
    CommandLine all = Main.commandLine(new FakeTerminal().terminal());
    commands(all)
        .forEach(
            command ->
                Stream.concat(
                        command.getCommandSpec().options().stream(),
                        command.getCommandSpec().positionalParameters().stream())
                    .filter(arg -> arg.type() == Path.class && arg.paramLabel().equals("FILE"))
                    .forEach(
                        arg -> {
                          String name = command.getCommandSpec().qualifiedName() + " " + name(arg);
                          boolean looked =
                              Arrays.stream(arg.converters())
                                  .anyMatch(converter -> converter instanceof ResultFile);
                          if (looked) {
                            assertThat(arg.defaultValue())
                                .as(name + ": a default would be looked at for --help too")
                                .isNull();
                            written.add(name);
                          } else if (!READ.contains(name(arg)) && !READ_BY.contains(name)) {
                            forgotten.add(name);
                          }
                        }));
    assertThat(forgotten).isEmpty();
    assertThat(written)
        .contains("mekiki demo --json", "mekiki evaluate --report", "mekiki models export FILE");
  }

  private static final Set<String> READ_BY =
      Set.of(
          "mekiki models import FILE",
          "mekiki backbone inspect FILE",
          "mekiki backbone cut FILE",
          "mekiki backbone quantize FILE");

  private static String name(ArgSpec arg) {
    return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
  }

  private static Stream<CommandLine> commands(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(ResultFilesTest::commands));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo --headless --json",
        "bench --json",
        "models show part -b nobody:1 --json",
        "models export part -b nobody:1",
        "teach . --model part -b nobody:1 --json",
        "publish . -b nobody:1 --json",
      })
  void aFolderThatIsNotThereIsNamedBeforeAnythingBegins(String command) {
    FakeTerminal terminal = new FakeTerminal();
    Path file = folder.resolve("not there/figures.json");
    String[] words =
        Stream.concat(Arrays.stream(command.split(" ")), Stream.of(file.toString()))
            .toArray(String[]::new);
    assertThat(terminal.run(words)).isEqualTo(ExitCodes.BAD_USAGE);
    assertThat(terminal.err())
        .contains("'" + file + "' can't be written: there is no folder '" + file.getParent() + "'");
  }

  @Test
  void theDefaultThatIsTakenWhereNoFileIsNamedIsLookedAtToo() {
    Path file = folder.resolve("new.json");
    assertThat(new ResultFile().ofDefault("--json", file)).isEqualTo(file);
    assertThatThrownBy(() -> new ResultFile().ofDefault("--json", folder))
        .isInstanceOfSatisfying(
            CommandException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCodes.BAD_USAGE))
        .hasMessage(
            "--json is left out, and its default '%s' can't be written: it is a folder; name a"
                + " file",
            folder);
  }

  @Test
  void aFolderIsNoFile() {
    FakeTerminal terminal = new FakeTerminal();
    assertThat(terminal.run("demo", "--json", folder.toString())).isEqualTo(ExitCodes.BAD_USAGE);
    assertThat(terminal.err()).contains("--json", "it is a folder; name a file");
  }

  @Test
  void theFilesOfNetworksNeedTheirFolderToo() {
    assertThat(
            commands(new CommandLine(new BackboneCommand(new FakeTerminal().terminal())))
                .flatMap(command -> command.getCommandSpec().options().stream())
                .filter(option -> option.longestName().equals("--output"))
                .flatMap(option -> Arrays.stream(option.converters())))
        .isNotEmpty()
        .allMatch(converter -> converter instanceof ResultFile.Replaced);
  }
}
