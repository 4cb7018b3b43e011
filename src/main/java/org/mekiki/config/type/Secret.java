package org.mekiki.config.type;

import java.util.Objects;

/** A setting that nobody may read in a log or a message. */
public record Secret(String value) {
  public Secret {
    Objects.requireNonNull(value, "value");
  }

  @Override
  public String toString() {
    return Secrets.MASK;
  }
}
