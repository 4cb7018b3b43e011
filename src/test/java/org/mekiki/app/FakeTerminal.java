package org.mekiki.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.mekiki.terminal.Lifecycle;
import org.mekiki.terminal.Terminal;

/** A terminal that keeps what is printed. */
public final class FakeTerminal {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Lifecycle lifecycle = new Lifecycle();
  private final Terminal terminal;

  public FakeTerminal() {
    this(Map.of());
  }

  public FakeTerminal(Map<String, String> environment) {
    terminal =
        new Terminal(
            new PrintWriter(out, true), new PrintWriter(err, true), environment, false, lifecycle);
  }

  public Terminal terminal() {
    return terminal;
  }

  public Lifecycle lifecycle() {
    return lifecycle;
  }

  public int run(String... arguments) {
    return Main.run(terminal, arguments);
  }

  public String out() {
    return out.toString();
  }

  public String err() {
    return err.toString();
  }
}
