package org.mekiki.app.evaluate;

import org.mekiki.evaluate.EvaluationProgress;
import org.mekiki.terminal.Progress;
import org.mekiki.terminal.Terminal;

/** A bar for each phase. */
final class PhaseProgress implements EvaluationProgress, AutoCloseable {
  private final Terminal terminal;
  private Progress bar;

  PhaseProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void begin(String phase, int images) {
    close();
    bar = new Progress(terminal, phase, images);
  }

  @Override
  public void step() {
    bar.step();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
