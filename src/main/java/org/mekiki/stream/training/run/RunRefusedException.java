package org.mekiki.stream.training.run;

/**
 * What a run brought can't become a model; the message is a sentence for the person who teaches.
 */
public final class RunRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RunRefusedException(String message) {
    super(message);
  }

  public RunRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
