package org.mekiki.stream.training.run;

import org.mekiki.stream.training.message.RunFailure;

/**
 * What a run brought can't become a model; the message is a sentence for the person who teaches.
 */
public final class RunRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final RunFailure failure;

  public RunRefusedException(RunFailure failure, String message) {
    this(failure, message, null);
  }

  public RunRefusedException(RunFailure failure, String message, Throwable cause) {
    super(message, cause);
    this.failure = failure;
  }

  public RunFailure failure() {
    return failure;
  }
}
