package org.mekiki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Measured figures have one source, docs/performance.md. */
class FiguresDocTest {
  private static final Pattern README =
      Pattern.compile(
          "scores (\\d+) frames a second on one of them.*?and (\\d+) over the\\s+broker");

  @Test
  void theReadmeSaysWhatThePerformancePageMeasured() throws IOException {
    Matcher readme =
        Pattern.compile(README.pattern(), Pattern.DOTALL)
            .matcher(Files.readString(Path.of("README.md")));
    assertThat(readme.find()).as("frames a second in README.md").isTrue();
    assertThat(Files.readString(Path.of("docs/performance.md")))
        .contains(
            "| **JPEG → score and heatmap** | 1 |", "(**" + readme.group(1) + " frames a second**)")
        .containsPattern(
            "over the broker, exactly once \\| 2 \\| [0-9.]+ \\(" + readme.group(2) + "\\)");
  }
}
