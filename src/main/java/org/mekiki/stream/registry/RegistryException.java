package org.mekiki.stream.registry;

/** The registry refuses something, or has something else than what is needed: see the message. */
public final class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RegistryException(String message) {
    super(message);
  }
}
