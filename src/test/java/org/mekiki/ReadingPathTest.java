package org.mekiki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The path through the code that README.md shows is the one that the code takes. */
class ReadingPathTest {
  private static final Path SOURCES = Path.of("src/main/java/org/mekiki");
  private static final Pattern STEP =
      Pattern.compile("\\[`([\\w.]+)`]\\(src/main/java/org/mekiki/([\\w/]+)\\.java\\)");
  private static final Pattern NOT_CODE =
      Pattern.compile("(?ms)/\\*.*?\\*/|//.*?$|^(import|package) .*?;");

  @Test
  void eachClassOfTheReadersPathUsesTheNext() throws IOException {
    List<String> path = path();
    assertThat(path).startsWith("app.Main").endsWith("padim.Padim").hasSizeBetween(5, 7);
    for (int i = 1; i < path.size(); i++) {
      String next = path.get(i).replaceFirst(".*\\.", "");
      // By its name, or by that of a method that returns it.
      assertThat(Pattern.compile("(?i)\\b" + next + "\\b").matcher(code(path.get(i - 1))).find())
          .as("%s uses %s", path.get(i - 1), path.get(i))
          .isTrue();
    }
  }

  @Test
  void thePackageOfTheCommandsNamesTheSamePath() throws IOException {
    String text =
        Files.readString(SOURCES.resolve("app/package-info.java"))
            .replaceAll("\\s*\\n \\*\\s*", " ");
    List<String> path = path();
    assertThat(text).containsSubsequence(path.subList(1, path.size()));
  }

  /** Classes by their names below {@code org.mekiki}, in the order in which README.md has them. */
  private static List<String> path() throws IOException {
    Matcher step = STEP.matcher(Files.readString(Path.of("README.md")));
    return step.results()
        .map(
            found -> {
              assertThat(found.group(2)).isEqualTo(found.group(1).replace('.', '/'));
              return found.group(1);
            })
        .toList();
  }

  private static String code(String name) throws IOException {
    String source = Files.readString(SOURCES.resolve(name.replace('.', '/') + ".java"));
    return NOT_CODE.matcher(source).replaceAll("");
  }
}
