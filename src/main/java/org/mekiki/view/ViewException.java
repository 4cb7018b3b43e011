package org.mekiki.view;

import java.util.List;

/** A view can't be used. Tells everything that is wrong with it, a sentence each. */
public final class ViewException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final transient List<String> problems;

  public ViewException(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, at least one sentence, without full stops. */
  public List<String> problems() {
    return problems;
  }
}
