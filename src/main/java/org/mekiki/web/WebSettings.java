package org.mekiki.web;

import java.util.Objects;

/**
 * Where the page listens and how many may look.
 *
 * @param host name or address; everything but loopback shows the page to the network
 * @param port 0…65535; 0 for any free one
 * @param viewers browsers that may follow the line live at once, 1…1000; further ones are told to
 *     come back
 */
public record WebSettings(String host, int port, int viewers) {
  /** Browsers that may follow the line live. */
  public static final int DEFAULT_VIEWERS = 32;

  public WebSettings {
    Objects.requireNonNull(host, "host");
    if (host.isBlank()) {
      throw new IllegalArgumentException("web host is blank; 127.0.0.1 is legal, say");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("web port " + port + " is not in 0…65535");
    }
    if (viewers < 1 || viewers > 1000) {
      throw new IllegalArgumentException("web viewers " + viewers + " is not in 1…1000");
    }
  }

  /** With {@link #DEFAULT_VIEWERS}. */
  public WebSettings(String host, int port) {
    this(host, port, DEFAULT_VIEWERS);
  }

  /** On 127.0.0.1. */
  public static WebSettings loopback(int port) {
    return new WebSettings("127.0.0.1", port);
  }

  /** Whether only this machine can reach it. */
  boolean isLoopback() {
    return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
  }
}
