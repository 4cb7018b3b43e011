package org.mekiki.inspect;

/** A network must not be used in int8. The message says why, in a sentence without a full stop. */
public final class QuantizationRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public QuantizationRefusedException(String message) {
    super(message);
  }

  public QuantizationRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
