package org.mekiki.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;

class PlainTest {
  private static final String FORGED =
      "cam-1\r\n12:00:00.000 WARN  Main - all is well\u001b[2J\u001b]0;title\u0007";

  @Test
  void nothingFromOutsideBreaksALineOrMovesTheCursor() {
    assertThat(Plain.line(FORGED))
        .isEqualTo("cam-1 12:00:00.000 WARN  Main - all is well [2J ]0;title ");
    assertThat(Plain.line("a\u0085b\u2028c\u2029d\u009be")).isEqualTo("a b c d e");
    assertThat(Plain.lines("one\ntwo\u001b[1m\rthree")).isEqualTo("one\ntwo [1m three");
  }

  @Test
  void nothingFromOutsideTurnsTheDirectionOfWritingOrHides() {
    assertThat(Plain.line("part\u202egnp.exe")).isEqualTo("part gnp.exe");
    assertThat(Plain.line("\u2066cam\u2069 \u200fx\u200b\ufeffy")).isEqualTo(" cam   x y");
    assertThat(Plain.line("lone \ud800 surrogate")).isEqualTo("lone   surrogate");
  }

  @Test
  void namesInAnyScriptStayAsTheyAre() {
    String names = "Prüfling 検査 камера כבל می‌خواهم 👩‍🏭 é";
    assertThat(Plain.line(names)).isEqualTo(names);
    assertThat(Plain.lines(names)).isEqualTo(names);
  }

  @Test
  void theLogShowsMessagesAndExceptionsSo() throws IOException {
    String line = layout().toSerializable(event("refused: " + FORGED + "\u202e", null));
    assertThat(line)
        .endsWith(
            "Plain - refused: cam-1 12:00:00.000 WARN  Main - all is well [2J ]0;title "
                + System.lineSeparator())
        .hasLineCount(1);
    String trace = layout().toSerializable(event("failed", new IOException(FORGED)));
    assertThat(trace.lines().skip(1))
        .as("a line of an exception can't be taken for one of the log")
        .allMatch(each -> each.isEmpty() || Character.isWhitespace(each.charAt(0)));
    assertThat(trace).doesNotContain("\u001b").contains("PlainTest.theLogShows");
  }

  private static Log4jLogEvent event(String message, Throwable thrown) {
    return Log4jLogEvent.newBuilder()
        .setLoggerName("org.mekiki.text.Plain")
        .setLevel(Level.WARN)
        .setMessage(new SimpleMessage(message))
        .setThrown(thrown)
        .build();
  }

  private static PatternLayout layout() throws IOException {
    return PatternLayout.newBuilder().withPattern(pattern()).build();
  }

  /** As the program's own configuration has it. */
  private static String pattern() throws IOException {
    try (InputStream file = PlainTest.class.getResourceAsStream("/log4j2.xml")) {
      String xml = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      Matcher matcher = Pattern.compile("<PatternLayout pattern=\"([^\"]*)\"").matcher(xml);
      assertThat(matcher.find()).as("the layout in log4j2.xml").isTrue();
      String pattern = matcher.group(1).replace("&amp;", "&");
      assertThat(pattern).contains("{" + Plain.UNPRINTABLE + "}");
      return pattern;
    }
  }
}
