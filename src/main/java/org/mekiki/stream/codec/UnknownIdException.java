package org.mekiki.stream.codec;

import java.io.IOException;

/** The registry has no schema in Avro with the id that a record names. */
public final class UnknownIdException extends IOException {
  private static final long serialVersionUID = 1;

  public UnknownIdException(String message) {
    super(message);
  }
}
