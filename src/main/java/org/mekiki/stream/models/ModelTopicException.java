package org.mekiki.stream.models;

/** The models topic can't be read or written, or does not have what was asked for. */
public final class ModelTopicException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ModelTopicException(String message, Throwable cause) {
    super(message, cause);
  }
}
