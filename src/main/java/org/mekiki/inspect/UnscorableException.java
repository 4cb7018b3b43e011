package org.mekiki.inspect;

import java.util.Objects;

/** A frame that can't be scored: it costs one dead letter. The message is for people. */
public final class UnscorableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Rejection rejection;

  public UnscorableException(Rejection rejection, String message) {
    this(rejection, message, null);
  }

  public UnscorableException(Rejection rejection, String message, Throwable cause) {
    super(message, cause);
    this.rejection = Objects.requireNonNull(rejection, "rejection");
  }

  /** The reason. */
  public Rejection rejection() {
    return rejection;
  }
}
