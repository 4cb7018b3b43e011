package org.mekiki.stream.training;

/**
 * What a run brought can't become a model; the message is a sentence for the person who teaches.
 */
final class RunRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RunRefusedException(String message) {
    super(message);
  }

  RunRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
