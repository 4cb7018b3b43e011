package org.mekiki.image.file;

import java.io.Serial;

/** Bytes that can't become a picture. The message is a sentence for the person who sent them. */
public final class ImageException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** Why, as a fixed word: for metrics and dead letters. */
  public enum Reason {
    /** No bytes at all. */
    EMPTY,
    /** The first bytes belong to no format that is read. */
    UNKNOWN_FORMAT,
    /** Fewer bytes than the picture needs. */
    TRUNCATED,
    /** More pixels or bytes than {@link ImageLimits} allow. */
    TOO_LARGE,
    /** Of a known format, but damaged or of a kind that isn't read. */
    UNREADABLE
  }

  private final Reason reason;

  public ImageException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public ImageException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
