package org.mekiki.model;

import java.util.Objects;
import org.mekiki.text.Labelled;

/**
 * A model that must not be served. The message is a whole sentence: what is wrong, with which
 * value, and what is valid.
 */
public final class ModelRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why, in a form that metrics can count. */
  public enum Reason implements Labelled {
    UNREADABLE_MANIFEST,
    NEWER_FORMAT,
    MISSING_CHUNK,
    ALTERED_CHUNK,
    WRONG_BACKBONE,
    WRONG_GEOMETRY,
    TOO_LARGE,
    BAD_SIGNATURE,
    /** A version that was current before, without a signed word that it is to be so again. */
    REPLAYED,
    /** A deletion without a signed word. */
    UNSIGNED_DELETION,
    /** Whole and intact, but no scorer can be made of it. */
    UNUSABLE
  }

  private final Reason reason;

  public ModelRefusedException(Reason reason, String message) {
    this(reason, message, null);
  }

  public ModelRefusedException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  public Reason reason() {
    return reason;
  }
}
