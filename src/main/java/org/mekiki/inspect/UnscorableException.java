package org.mekiki.inspect;

import java.util.Objects;
import org.mekiki.text.Text;

/**
 * A frame that can't be scored: it costs one dead letter. The message is for people; it may quote
 * what somebody sent, and is cut off after {@value #LONGEST_MESSAGE} characters.
 */
public final class UnscorableException extends RuntimeException {
  /** Messages travel in headers and events, where there is room for sentences. */
  static final int LONGEST_MESSAGE = 2000;

  private static final long serialVersionUID = 1L;

  private final Rejection rejection;

  public UnscorableException(Rejection rejection, String message) {
    this(rejection, message, null);
  }

  public UnscorableException(Rejection rejection, String message, Throwable cause) {
    super(shortened(message), cause);
    this.rejection = Objects.requireNonNull(rejection, "rejection");
  }

  private static String shortened(String message) {
    return message == null || message.length() <= LONGEST_MESSAGE
        ? message
        : Text.start(message, LONGEST_MESSAGE - 1);
  }

  public Rejection rejection() {
    return rejection;
  }
}
