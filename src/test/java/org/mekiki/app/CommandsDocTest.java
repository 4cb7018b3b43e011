package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.key.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Commands that documents and messages show are ones that the program knows, with their flags. */
class CommandsDocTest {
  /** {@code ./mekiki …} at the beginning of a line of a block, or in backquotes. */
  private static final Pattern SHOWN =
      Pattern.compile("(?m)(?:^|`|\\| |env )(?:\\./)?mekiki ([a-z][^`\\n]*)");

  /** {@code 'mekiki …'} in a message, as far as it is on one line. */
  private static final Pattern ADVISED = Pattern.compile("'mekiki ([a-z][^'\"]*)['\"]");

  private static final Pattern END = Pattern.compile("^(\\||&|&&|;|#|>|>>|2>|<|\\\\)$");

  private final CommandLine mekiki = Main.commandLine(new FakeTerminal().terminal());

  @Test
  void documentsShowCommandsThatAreThere() throws IOException {
    List<String> problems = new ArrayList<>();
    int commands = 0;
    for (Path document :
        files(".md", Path.of("README.md"), Path.of("SECURITY.md"), Path.of("docs"))) {
      // A command may go on in the next line.
      Matcher shown = SHOWN.matcher(Files.readString(document).replaceAll("\\\\\\n\\s*", ""));
      while (shown.find()) {
        commands++;
        problem(shown.group(1)).ifPresent(p -> problems.add(document + ": " + p));
      }
    }
    assertThat(problems).isEmpty();
    assertThat(commands).as("commands that were looked at").isGreaterThan(60);
  }

  @Test
  void messagesAdviseCommandsThatAreThere() throws IOException {
    List<String> problems = new ArrayList<>();
    int commands = 0;
    for (Path source : files(".java", Path.of("src/main/java"))) {
      Matcher advised = ADVISED.matcher(Files.readString(source));
      while (advised.find()) {
        commands++;
        problem(advised.group(1)).ifPresent(p -> problems.add(source + ": " + p));
      }
    }
    assertThat(problems).isEmpty();
    assertThat(commands).as("commands that were looked at").isGreaterThan(20);
  }

  @Test
  void whatIsNotThereIsFound() {
    assertThat(problem("publsh DIR")).hasValueSatisfying(p -> assertThat(p).contains("publsh"));
    assertThat(problem("teach DIR --modle x")).hasValue("'teach DIR --modle x' has no --modle");
    assertThat(problem("score --set web.prot=1"))
        .hasValueSatisfying(p -> assertThat(p).contains("web.prot"));
    assertThat(problem("models verify --file x.mekiki | grep WRONG --colour")).isEmpty();
  }

  private Optional<String> problem(String shown) {
    CommandLine command = mekiki;
    boolean first = true;
    String[] words = shown.strip().split("\\s+");
    for (int i = 0; i < words.length && !END.matcher(words[i]).matches(); i++) {
      String word = words[i].replaceAll("[.,:;)]+$", "");
      CommandLine sub = command.getSubcommands().get(word);
      if (sub != null && (first || !command.getSubcommands().isEmpty())) {
        command = sub;
      } else if (first) {
        return Optional.of("'" + shown + "': there is no command " + word);
      } else if (word.startsWith("-") && word.length() > 1) {
        OptionSpec option = command.getCommandSpec().findOption(word.replaceFirst("=.*", ""));
        if (option == null) {
          return Optional.of("'" + shown + "' has no " + word);
        }
        if (option.names()[0].equals("--set") && i + 1 < words.length) {
          Optional<String> key = setting(words[i + 1]);
          if (key.isPresent()) {
            return key;
          }
        }
      }
      first = false;
    }
    return Optional.empty();
  }

  /** What the loader says of the key; what it thinks of the value is another matter. */
  private static Optional<String> setting(String pair) {
    String key = pair.replaceFirst("=.*", "");
    if (!key.matches("[a-z][a-z0-9.-]*")) {
      return Optional.empty();
    }
    try {
      new ConfigLoader().set(key, "", "the document").load();
      return Optional.empty();
    } catch (ConfigException e) {
      return Optional.of(e.getMessage()).filter(message -> message.contains("is not a setting"));
    }
  }

  private static List<Path> files(String end, Path... roots) throws IOException {
    List<Path> all = new ArrayList<>();
    for (Path root : roots) {
      try (Stream<Path> files = Files.walk(root)) {
        files.filter(file -> file.toString().endsWith(end)).sorted().forEach(all::add);
      }
    }
    return all;
  }
}
