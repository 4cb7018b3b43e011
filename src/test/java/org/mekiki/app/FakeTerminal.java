package org.mekiki.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** A terminal that keeps what is printed. */
final class FakeTerminal {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Lifecycle lifecycle = new Lifecycle();
  private final Terminal terminal;

  FakeTerminal() {
    this(Map.of());
  }

  FakeTerminal(Map<String, String> environment) {
    terminal =
        new Terminal(
            new PrintWriter(out, true), new PrintWriter(err, true), environment, false, lifecycle);
  }

  Terminal terminal() {
    return terminal;
  }

  Lifecycle lifecycle() {
    return lifecycle;
  }

  int run(String... arguments) {
    return Main.run(terminal, arguments);
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }
}
