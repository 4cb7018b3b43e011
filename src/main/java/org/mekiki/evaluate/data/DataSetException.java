package org.mekiki.evaluate.data;

/** A data set can't be used; the message says what is missing and where. */
public final class DataSetException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DataSetException(String message) {
    super(message);
  }

  public DataSetException(String message, Throwable cause) {
    super(message, cause);
  }
}
