package org.mekiki.web;

import java.util.Objects;

/**
 * What the page is told of its service.
 *
 * @param role {@code score}, {@code train} or {@code demo}; no frame is scored on a trainer
 * @param sendCommand how to send a first frame, to be shown while there is none; empty where none
 *     would appear
 */
public record About(String role, String sendCommand) {
  /** Role of a service that teaches and scores nothing. */
  public static final String TRAINER = "train";

  public About {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(sendCommand, "sendCommand");
  }
}
