package org.mekiki.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private static final String FORGED = "cam-1\u001b[2J\r\nERROR all is lost\u202e";
  private static final String PLAIN = "cam-1 [2J ERROR all is lost ";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Terminal terminal =
      new Terminal(new PrintWriter(out), new PrintWriter(err), Map.of(), false, new Lifecycle());

  @Test
  void whatComesFromOutsideWritesOneLineAndNothingElse() {
    terminal.print("%s  %d  %.1f  %s", FORGED, 3, 0.5, null);
    terminal.tell("models %s in %s", List.of(FORGED), Path.of("a\u001bb"));

    assertThat(out.toString()).isEqualTo(PLAIN + "  3  0.5  null" + System.lineSeparator());
    assertThat(err.toString()).isEqualTo("models [" + PLAIN + "] in a b" + System.lineSeparator());
  }

  @Test
  void severalSentencesKeepTheirLines() {
    terminal.tellLines("one\ntwo\u001b[1m");
    terminal.printLines("three\nfour\u0007");

    assertThat(err.toString()).isEqualTo("one\ntwo [1m" + System.lineSeparator());
    assertThat(out.toString()).isEqualTo("three\nfour " + System.lineSeparator());
  }
}
