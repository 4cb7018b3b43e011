package org.mekiki.web;

import java.util.List;

/** A view can't be used. Tells everything that is wrong with it, a sentence each. */
public final class ViewRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ViewRefusedException(List<String> problems) {
    super(String.join("\n", problems));
  }
}
