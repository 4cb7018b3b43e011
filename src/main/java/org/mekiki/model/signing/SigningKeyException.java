package org.mekiki.model.signing;

/** A key for signing models can't be used; the message says which file and why. */
public final class SigningKeyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SigningKeyException(String message, Throwable cause) {
    super(message, cause);
  }
}
