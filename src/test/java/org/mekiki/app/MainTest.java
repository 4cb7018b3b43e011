package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.onnx.Backbones;
import org.mekiki.terminal.Lifecycle;
import org.mekiki.terminal.Terminal;
import picocli.CommandLine;

/** Exit codes and messages of the command line. */
class MainTest {
  private final FakeTerminal terminal = new FakeTerminal();

  @Test
  void helpNamesTheCommandsAndTheExitCodes() {
    assertThat(terminal.run("--help")).isZero();
    assertThat(terminal.out()).contains("broker", "topics", "2   flags or configuration are wrong");
  }

  @Test
  void everyCommandHasHelp() {
    List<String> commands = new ArrayList<>();
    addCommands(Main.commandLine(new FakeTerminal().terminal()), "", commands);
    assertThat(commands).contains("broker", "rescore", "models export");
    for (String command : commands) {
      assertThat(help(command.split(" "))).as(command).contains("Usage: mekiki " + command);
    }
  }

  @Test
  void noCommandBelowAnotherShowsFlagsOfTheNetwork() {
    List<String> commands = new ArrayList<>();
    addCommands(Main.commandLine(new FakeTerminal().terminal()), "", commands);
    // Views are looked at through the network.
    commands.removeIf(command -> !command.contains(" ") || command.startsWith("view "));
    assertThat(commands).contains("models list", "dead-letters show", "alerts forward");
    for (String command : commands) {
      assertThat(help(command.split(" "))).as(command).doesNotContain("--dimensions");
    }
  }

  @Test
  void aParserOfOneCommandIsTheSameAsThatOfAll() {
    CommandLine all = Main.commandLine(new FakeTerminal().terminal());
    assertThat(all.getSubcommands().keySet()).containsAll(Main.COMMANDS).hasSize(22);
    for (String name : Main.COMMANDS) {
      CommandLine one = Main.commandLine(new FakeTerminal().terminal(), name, "--help");
      assertThat(one.getSubcommands().keySet()).containsExactly(name, "help");
      List<String> here = new ArrayList<>();
      addUsage(one.getSubcommands().get(name), here);
      List<String> there = new ArrayList<>();
      addUsage(all.getSubcommands().get(name), there);
      assertThat(here).as(name).isEqualTo(there);
    }
  }

  private static void addUsage(CommandLine line, List<String> usages) {
    usages.add(line.getUsageMessage());
    line.getSubcommands().values().forEach(child -> addUsage(child, usages));
  }

  private static void addCommands(CommandLine line, String before, List<String> commands) {
    line.getSubcommands()
        .forEach(
            (name, child) -> {
              if (!name.equals("help")) {
                commands.add(before + name);
                addCommands(child, before + name + " ", commands);
              }
            });
  }

  @Test
  void showsItsVersion() {
    assertThat(terminal.run("--version")).isZero();
    assertThat(terminal.out()).startsWith("mekiki ");
  }

  @Test
  void withoutACommandItListsThem() {
    assertThat(terminal.run()).isEqualTo(2);
    assertThat(terminal.err()).contains("Usage: mekiki", "demo", "dead-letters", "topics");
  }

  @Test
  void helpShowsOnlyTheFlagsThatACommandUses() {
    assertThat(help("topics")).contains("--bootstrap", "--set").doesNotContain("--backbone");
    assertThat(help("watch")).doesNotContain("--dimensions", "--seed", "--features");
    assertThat(help("evaluate")).contains("--backbone", "--seed").doesNotContain("--bootstrap");
    assertThat(help("score")).contains("--backbone", "--bootstrap").doesNotContain("--seed");
    assertThat(help("publish")).contains("--seed").doesNotContain("--backbone");
    assertThat(help("rescore")).contains("--bootstrap", "--backbone").doesNotContain("--seed");
    assertThat(help("models", "export")).contains("--bootstrap").doesNotContain("--backbone");
    assertThat(help("train", "runs")).contains("--bootstrap").doesNotContain("--backbone");
    assertThat(help("detect")).contains("--bootstrap", "--backbone", "--seed");
    assertThat(help("tune")).contains("--backbone", "--seed").doesNotContain("--bootstrap");
    for (String sub : List.of("show", "preview")) {
      assertThat(help("view", sub)).contains("--backbone", "--seed").doesNotContain("--bootstrap");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"view show", "view preview"})
  void aCommandThatIsAMethodGetsItsArgumentsThoughAFlagIsHidden(String command) {
    String[] words =
        (command + " no-folder -b a:1 --align shift --dimensions 20 --set x=1").split(" ");
    assertThat(terminal.run(words)).isEqualTo(2);
    assertThat(terminal.err()).contains("'no-folder' is not a folder");
  }

  private static String help(String... command) {
    FakeTerminal own = new FakeTerminal();
    String[] all = java.util.Arrays.copyOf(command, command.length + 1);
    all[command.length] = "--help";
    assertThat(own.run(all)).isZero();
    return own.out();
  }

  @ParameterizedTest
  @ValueSource(strings = {"models list", "models show part", "models rollback part"})
  void commandsThatAreMethodsGetTheirArguments(String command) {
    String[] words = (command + " -b no-port --dimensions 20").split(" ");
    assertThat(terminal.run(words)).isEqualTo(2);
    assertThat(terminal.err()).contains("kafka.bootstrap.servers: \"no-port\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"dead-letters list", "dead-letters show 0:1", "alerts forward --webhook http://a"})
  void otherCommandsThatAreMethodsGetThemToo(String command) {
    String[] words = (command + " -b no-port").split(" ");
    assertThat(terminal.run(words)).isEqualTo(2);
    assertThat(terminal.err()).contains("kafka.bootstrap.servers: \"no-port\"");
  }

  @Test
  void flagsThatACommandDoesNotUseAreStillTaken() {
    assertThat(terminal.run("topics", "--dimensions", "20", "-b", "no port")).isEqualTo(2);
    assertThat(terminal.err())
        .contains("kafka.bootstrap.servers")
        .doesNotContain("is not an option");
  }

  @Test
  void argumentsThatJavaCouldNotDecodeAreRefused() {
    assertThat(terminal.run("publish", "--camera", "Pr\uFFFDfling", ".")).isEqualTo(2);
    assertThat(terminal.err()).contains("can't represent", "LC_ALL to C.UTF-8");
  }

  @Test
  void guessesCommandsAndFlags() {
    assertThat(terminal.run("topcis")).isEqualTo(2);
    assertThat(terminal.err()).contains("'topcis'", "did you mean topics?");
    assertThat(terminal.run("topics", "--chekc")).isEqualTo(2);
    assertThat(terminal.err()).contains("did you mean --check?", "'mekiki topics --help'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          scor                     | 'scor' is not a command; did you mean score?
          help scor                | 'scor' is not a command; did you mean score?
          backbone ist             | 'ist' is not a command of 'mekiki backbone'; did you mean list?
          train a b                | 'a' is not a command of 'mekiki train'; valid: runs
          backbone inspect a b     | 'b' is not expected here
          score -q                 | '-q' is not an option of 'mekiki score'
          -q                       | '-q' is not an option of 'mekiki'
          -b x score               | '-b' is not an option of 'mekiki'; write options after the command
          --bootstrap=x:1 score    | '--bootstrap' is not an option of 'mekiki'; write options after the command
          models -b a list         | '-b' is not an option of 'mekiki models'; write options after the command
          score --bootstrp=x:1     | '--bootstrp' is not an option of 'mekiki score'; did you mean --bootstrap?
          """)
  void saysWhatIsWrongWithAWord(String words, String sentence) {
    assertThat(terminal.run(words.split(" "))).isEqualTo(2);
    assertThat(terminal.err().lines()).first().isEqualTo(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          publish --rate x d            | --rate 'x' is not valid; valid: a number above 0
          publish --rate= d             | --rate '' is not valid; valid: a number above 0
          publish --rate                | --rate has no value; write --rate FPS; valid: a number above 0
          publish --rate --camera x d   | --rate FPS is missing before '--camera'; valid: a number above 0
          broker --port 0x1             | --port '0x1' is not valid; valid: a whole number from 0 to 65535
          broker --port 99999999999     | --port '99999999999' is too large; valid: a whole number below 2^31
          evaluate --threads 2.5 d      | --threads '2.5' is not valid; valid: a whole number from 1
          evaluate --threads -3000000000 d | --threads '-3000000000' is not valid; valid: a whole number from 1
          evaluate --threads            | --threads has no value; write --threads N; valid: a whole number from 1
          demo --frames x               | --frames 'x' is not valid; valid: a whole number from 1
          demo --frames 0               | --frames '0' is not valid; valid: a whole number from 1
          demo --cameras 65             | --cameras '65' is not valid; valid: a whole number from 1 to 64
          demo --rate 0                 | --rate '0.0' is not valid; valid: a number above 0
          demo --rate NaN               | --rate 'NaN' is not valid; valid: a number above 0
          demo --defects 1.5            | --defects '1.5' is not valid; valid: a number from 0 to 1
          broker --port 65536           | --port '65536' is not valid; valid: a whole number from 0 to 65535
          evaluate --validation 1 d     | --validation '1.0' is not valid; valid: a number from 0 to below 1
          evaluate --threads 0 d        | --threads '0' is not valid; valid: a whole number from 1
          teach --timeout 0 -m a d      | --timeout '0' is not valid; valid: a whole number from 1
          teach --false-alarm-rate 1 -m a d | --false-alarm-rate '1.0' is not valid; valid: a number above 0 to below 1
          dataset draw --test 1 d       | --test '1' is not valid; valid: a whole number from 2
          watch --count 0               | --count '0' is not valid; valid: a whole number from 1
          demo --frames 9223372036854775808 | --frames '9223372036854775808' is too large; valid: a whole number below 2^63
          demo --headless=maybe         | --headless 'maybe' is not valid; valid: true, false
          acls score --format x         | --format 'x' is not valid; valid: strimzi
          acls score --authentication x | --authentication 'x' is not an authentication of Strimzi; valid: scram-sha-512, tls, tls-external
          acls nope                     | ROLE 'nope' is not a role; valid: score, train, page, publish, teach, topics, topics-fix, watch
          acls                          | ROLE is missing; valid: score, train, page, publish, teach, topics, topics-fix, watch
          watch nope                    | WHAT 'nope' can't be watched; valid: anomalies, alarms, scores and dead-letters
          evaluate --json /no/x.json d  | --json '/no/x.json' can't be written: there is no folder '/no'; create it
          evaluate --seed 1 --seed 2 d  | --seed is given more than once; give it once
          score --set a                 | --set 'a' is not valid; valid: KEY=VALUE
          score --bootstrap             | --bootstrap has no value; write --bootstrap HOST:PORT
          teach d                       | --model KEY is missing
          models export                 | MODEL is missing
          backbone quantize             | --calibrate DIR, --output FILE and FILE are missing
          alerts forward                | --webhook URL or --alertmanager URL is missing
          topics --check --fix          | --check and --fix exclude each other; give one of them
          broker --data=                | --data '' is no path; write . for the current folder
          score --config=               | --config '' is no path; name a file
          models verify --file=         | --file '' is no path; name a file
          bench --compare=              | --compare '' is no path; name a file
          """)
  void saysWhatIsWrongWithAnArgument(String words, String sentence) {
    assertThat(terminal.run(words.split(" "))).isEqualTo(2);
    assertThat(terminal.err().lines()).first().isEqualTo(sentence);
  }

  /** Under an interrupt files and sockets fail, each with a cause of its own. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "evaluate FOLDER",
        "tune FOLDER",
        "broker --port 0",
        "demo --headless --frames 10",
        "bench --no-broker",
        "dataset draw FOLDER/drawn",
        "backbone fetch resnet18 --output FOLDER/x.onnx",
      })
  void aCommandThatIsStoppedNamesNoOtherCause(String words, @TempDir Path folder) throws Exception {
    for (String part : List.of("train/good", "test/good", "test/hole")) {
      Path pictures = Files.createDirectories(folder.resolve(part));
      Picture grey = Picture.ofRaw(PixelFormat.GRAY8, 8, 8, 0, new byte[64]);
      for (int i = 0; i < 4; i++) {
        Files.write(pictures.resolve(i + ".png"), ImageWriter.png(grey));
      }
    }
    terminal.lifecycle().stop();
    Thread.currentThread().interrupt();
    int exit = terminal.run(words.replace("FOLDER", folder.toString()).split(" "));
    // JUnit's own files would fail under it.
    Thread.interrupted();

    assertThat(exit).as(terminal.err()).isEqualTo(1);
    assertThat(terminal.err().lines()).last().isEqualTo("stopped before the end");
    assertThat(terminal.err()).doesNotContain("Interrupt", "can't be");
    assertThat(terminal.err()).doesNotContain("\tat ");
    assertThat(folder.resolve("drawn")).doesNotExist();
  }

  @Test
  void whatCouldNotBePrintedIsAFailure() {
    Writer full =
        new Writer() {
          @Override
          public void write(char[] text, int from, int length) throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    StringWriter err = new StringWriter();
    Terminal onAFullDisk =
        new Terminal(new PrintWriter(full), new PrintWriter(err), Map.of(), false, new Lifecycle());
    assertThat(Main.run(onAFullDisk, "backbone", "list")).isEqualTo(1);
    assertThat(err.toString()).contains("not all of the output could be written");
  }

  /** A script's unset variable would otherwise stand for the folder that it runs in. */
  @Test
  void anEmptyPathIsNotTheCurrentFolder() {
    assertThat(terminal.run("publish", "-b", "localhost:1", "")).isEqualTo(2);
    assertThat(terminal.err()).startsWith("DIR '' is no path; write . for the current folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"backbone inspect", "models import", "backbone quantize"})
  void anEmptyFileIsNoFolder(String command) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.add("");
    assertThat(terminal.run(words.toArray(String[]::new))).isEqualTo(2);
    assertThat(terminal.err()).startsWith("FILE '' is no path; name a file");
  }

  @Test
  void aFileInTheWrongPlaceIsAnsweredByTheCommandsThatTakeIt() {
    assertThat(terminal.run("backbone", "a.onnx", "extra")).isEqualTo(2);
    assertThat(terminal.err())
        .startsWith("'a.onnx' is not a command of 'mekiki backbone'; valid: ")
        .contains("inspect", "cut", "quantize", "list", "fetch", "build");
  }

  @ParameterizedTest
  @ValueSource(strings = {"teach -m a", "evaluate", "view show", "view preview", "tune"})
  void aViewThatCannotBeIsToldWhateverTheConfiguration(String command, @TempDir Path folder) {
    String[] words = (command + " --align nope --set a=b " + folder).split(" ");
    assertThat(terminal.run(words)).isEqualTo(2);
    assertThat(terminal.err()).contains("--align 'nope'");
  }

  @Test
  void checkAndFixExcludeEachOther() {
    assertThat(terminal.run("topics", "--check", "--fix")).isEqualTo(2);
    assertThat(terminal.err()).contains("--check and --fix exclude each other; give one of them");
  }

  @ParameterizedTest
  @ValueSource(strings = {"score", "train"})
  void aServiceNamesWhatOnlyNetworkAndPortKnowTogetherWithTheRest(String command) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThat(
              terminal.run(
                  command, "--dimensions", "5000", "--set", "web.port=" + port, "--set", "x.y=1"))
          .isEqualTo(2);
      assertThat(terminal.err())
          .contains(
              "the configuration has 4 problems:",
              "--set: x.y is not a setting",
              "kafka.bootstrap.servers is missing",
              "padim.dimensions is 5000, but backbone 'built-in' has ",
              "127.0.0.1:" + port + ": the port is in use")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void aLayerThatIsNotInTheGraphIsNamedTogetherWithTheRest(@TempDir Path folder) throws Exception {
    Path onnx = Files.write(folder.resolve("tiny.onnx"), Backbones.builtIn().graph().bytes());
    assertThat(
            terminal.run(
                "score", "--backbone", onnx.toString(), "--features", "nowhere", "--set", "a=b"))
        .isEqualTo(2);
    assertThat(terminal.err())
        .contains(
            "the configuration has 3 problems:",
            "a is not a setting",
            "padim.backbone: ",
            "'nowhere'");
  }

  @Test
  void aFolderWithoutPicturesIsAFailureThatNamesWhatLiesThere(@TempDir Path folder)
      throws Exception {
    Files.createFile(folder.resolve("IMG_1.HEIC"));
    for (String[] command :
        new String[][] {
          {"publish", "-b", "localhost:1", folder.toString()},
          {"teach", "-b", "localhost:1", "-m", "part", folder.toString()}
        }) {
      FakeTerminal own = new FakeTerminal();
      assertThat(own.run(command)).isEqualTo(1);
      assertThat(own.err())
          .contains(
              "left out: IMG_1.HEIC: HEIC can't be read; save it as JPEG or PNG",
              "folder " + folder + " holds no picture that can be read");
    }
  }

  /** Scorers would refuse each of its frames. */
  @Test
  void publishRefusesACameraThatScorersRefuse() {
    for (String camera : new String[] {"", "k".repeat(513)}) {
      FakeTerminal each = new FakeTerminal();
      assertThat(each.run("publish", "-b", "localhost:1", "--camera", camera, ".")).isEqualTo(2);
      assertThat(each.err())
          .contains("has " + camera.length() + " characters; valid: 1 to 512")
          .hasSizeLessThan(200);
    }
  }

  @Test
  void publishAndTeachTakeAFolderOrASimulation() {
    assertThat(terminal.run("publish", "-b", "localhost:1")).isEqualTo(2);
    assertThat(terminal.err()).contains("name either a folder or --simulate CAMERAS");
    assertThat(terminal.run("publish", "-b", "localhost:1", "--simulate", "0")).isEqualTo(2);
    assertThat(terminal.err())
        .contains("--simulate '0' is not valid; valid: a whole number from 1 to 1000");
    assertThat(terminal.run("teach", "-b", "localhost:1", "-m", "a", "--simulate", "9", "dir"))
        .isEqualTo(2);
    assertThat(terminal.err()).contains("name either a folder or --simulate N");
  }

  @Test
  void namesEveryProblemOfTheConfiguration(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("a.properties"), "topics.prefx = x.\n");
    FakeTerminal terminal = new FakeTerminal(Map.of("MEKIKI_WEB_PORT", "high"));
    assertThat(terminal.run("topics", "-c", file.toString(), "--dimensions", "0")).isEqualTo(2);
    assertThat(terminal.err())
        .contains(
            "the configuration has 4 problems:",
            "a.properties:1: topics.prefx is not a setting; did you mean topics.prefix?",
            "environment variable MEKIKI_WEB_PORT: web.port: \"high\" is not valid",
            "--dimensions: padim.dimensions: \"0\" is not valid",
            "kafka.bootstrap.servers is missing; set it by --bootstrap HOST:PORT")
        .doesNotContain("\tat ");
  }
}
