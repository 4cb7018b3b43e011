package org.mekiki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links between documents, and documents that code and deployments name, are there. */
class DocLinksTest {
  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");
  private static final Pattern NAMED = Pattern.compile("\\bdocs/[\\w-]+\\.md(#[\\w-]+)?");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+?) *$");

  @TempDir Path folder;

  @Test
  void everyRelativeLinkLeadsToAFileAndAHeading() throws IOException {
    int links = 0;
    List<String> broken = new ArrayList<>();
    for (Path document : documents()) {
      links += links(document).size();
      broken.addAll(broken(document));
    }
    assertThat(broken).isEmpty();
    assertThat(links).as("links that were followed").isGreaterThan(30);
  }

  @Test
  void noDocumentHoldsAnUnresolvedMergeOrAHeadingTwice() throws IOException {
    for (Path document : documents()) {
      assertThat(Files.readAllLines(document))
          .as(document.toString())
          .noneMatch(line -> line.startsWith("<<<<<<< ") || line.startsWith(">>>>>>> "));
      // What a release changed has the same headings in each release.
      if (!document.endsWith("CHANGELOG.md")) {
        assertThat(anchors(document)).as("headings of " + document).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void everyDocumentCanBeReachedFromTheReadme() throws IOException {
    Set<Path> reached = new HashSet<>();
    reach(Path.of("README.md"), reached);
    for (Path document : documents()) {
      assertThat(reached).as("documents that links lead to").contains(document.normalize());
    }
  }

  private static void reach(Path document, Set<Path> reached) throws IOException {
    if (reached.add(document)) {
      for (String link : links(document)) {
        Path target = document.resolveSibling(link.replaceFirst("#.*", "")).normalize();
        if (target.toString().endsWith(".md")) {
          reach(target, reached);
        }
      }
    }
  }

  @Test
  void aMissingFileAndAMissingHeadingAreFound() throws IOException {
    Files.writeString(
        folder.resolve("b.md"),
        """
        # Why `x`, and (not) y?
        ```
        # No heading
        ```
        """);
    Path a =
        Files.writeString(
            folder.resolve("a.md"),
            """
            # One
            [1](b.md) [2](b.md#why-x-and-not-y) [3](#one) [4](https://example.org/#z)
            [5](c.md) [6](b.md#no-heading) [7](#two)
            ```sh
            [8](in-a-block.md)
            ```
            """);
    assertThat(broken(a))
        .containsExactly(
            a + ": c.md is no file",
            a + ": b.md#no-heading is no heading",
            a + ": #two is no heading");
  }

  @Test
  void documentsThatCodeAndDeploymentsNameAreThere() throws IOException {
    int named = 0;
    List<String> broken = new ArrayList<>();
    for (Path file : namingFiles()) {
      for (String name : named(file)) {
        named++;
        broken(file, name, Path.of(name.replaceFirst("#.*", ""))).ifPresent(broken::add);
      }
    }
    assertThat(broken).isEmpty();
    assertThat(named).as("documents that are named").isGreaterThan(60);
  }

  @Test
  void aNameOfNoDocumentAndOfNoHeadingAreFound() throws IOException {
    Path rules =
        Files.writeString(
            folder.resolve("rules.yml"), "runbook: docs/page.md#no-heading # docs/x.md");
    assertThat(named(rules)).containsExactly("docs/page.md#no-heading", "docs/x.md");
    assertThat(broken(rules, "docs/page.md#no-heading", Path.of("docs/page.md")))
        .hasValue(rules + ": docs/page.md#no-heading is no heading");
    assertThat(broken(rules, "docs/x.md", Path.of("docs/x.md")))
        .hasValue(rules + ": docs/x.md is no file");
  }

  /** Files that name documents from the root of the project, {@code docs/page.md#behind}. */
  private static List<Path> namingFiles() throws IOException {
    List<Path> all = new ArrayList<>(List.of(Path.of("docker-compose.yml"), Path.of("mekiki")));
    for (Path folder : List.of(Path.of("src"), Path.of("deploy"), Path.of("schemas"))) {
      try (Stream<Path> files = Files.walk(folder)) {
        files
            .filter(file -> file.toString().matches(".*\\.(java|ya?ml|json|avsc|py|env|js|html)"))
            .filter(file -> !file.endsWith("DocLinksTest.java"))
            .forEach(all::add);
      }
    }
    return all;
  }

  private static List<String> named(Path file) throws IOException {
    return NAMED.matcher(Files.readString(file)).results().map(MatchResult::group).toList();
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (Path folder :
        List.of(Path.of("."), Path.of("docs"), Path.of("deploy"), Path.of("schemas"))) {
      try (Stream<Path> files = Files.walk(folder, folder.equals(Path.of(".")) ? 1 : 5)) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
      }
    }
    return documents;
  }

  private static List<String> links(Path document) throws IOException {
    Matcher link = LINK.matcher(text(document));
    List<String> links = new ArrayList<>();
    while (link.find()) {
      if (!ELSEWHERE.matcher(link.group(1)).matches()) {
        links.add(link.group(1));
      }
    }
    return links;
  }

  private static List<String> broken(Path document) throws IOException {
    List<String> broken = new ArrayList<>();
    for (String link : links(document)) {
      String name = link.replaceFirst("#.*", "");
      Path target = name.isEmpty() ? document : document.resolveSibling(name);
      broken(document, link, target).ifPresent(broken::add);
    }
    return broken;
  }

  private static Optional<String> broken(Path from, String link, Path target) throws IOException {
    String[] parts = link.split("#", 2);
    if (!Files.exists(target)) {
      return Optional.of(from + ": " + link + " is no file");
    }
    return parts.length == 1 || anchors(target).contains(parts[1])
        ? Optional.empty()
        : Optional.of(from + ": " + link + " is no heading");
  }

  /** As GitHub makes them of headings. */
  private static List<String> anchors(Path document) throws IOException {
    return HEADING
        .matcher(text(document))
        .results()
        .map(heading -> heading.group(1).replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1"))
        .map(text -> text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}_ -]", ""))
        .map(text -> text.replace(' ', '-'))
        .toList();
  }

  private static String text(Path document) throws IOException {
    return FENCED.matcher(Files.readString(document)).replaceAll("");
  }
}
