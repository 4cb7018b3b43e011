package org.mekiki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links between the documents lead somewhere: to a file, and to a heading of it. */
class DocLinksTest {
  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");
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
      String[] parts = link.split("#", 2);
      Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
      if (!Files.exists(target)) {
        broken.add(document + ": " + link + " is no file");
      } else if (parts.length == 2 && !anchors(target).contains(parts[1])) {
        broken.add(document + ": " + link + " is no heading");
      }
    }
    return broken;
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
