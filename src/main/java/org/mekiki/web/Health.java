package org.mekiki.web;

import java.util.Objects;

/**
 * Answer of a health check.
 *
 * @param up whether the check passes
 * @param detail one sentence for people: why not, or what state it is in
 */
public record Health(boolean up, String detail) {
  public Health {
    Objects.requireNonNull(detail, "detail");
  }

  /** Passes. */
  public static Health up(String detail) {
    return new Health(true, detail);
  }

  /** Fails. */
  public static Health down(String detail) {
    return new Health(false, detail);
  }
}
