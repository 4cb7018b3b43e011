package org.mekiki.web;

/** A change was not made. The message is for who asked for it: what, why, and what to do. */
public final class ChangeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ChangeException(String message) {
    super(message);
  }

  public ChangeException(String message, Throwable cause) {
    super(message, cause);
  }
}
