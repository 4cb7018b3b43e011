package org.mekiki.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The page.
 *
 * @param enabled whether it is served at all
 * @param host address to listen on
 * @param port 0 for any free one
 * @param portAsked whether somebody asked for this port; if not, another free one will do
 * @param access who may see it, and how it is kept from others on the way
 */
public record WebSettings(
    boolean enabled, String host, int port, boolean portAsked, Access access) {
  /**
   * Who may see the page. The meaning of each stands at its key in {@link ConfigKeys}.
   *
   * @param token empty: everybody who reaches the page sees it
   * @param certificate empty: plain HTTP
   * @param key of the certificate
   * @param insecure whether it may be without token or TLS beyond loopback
   */
  public record Access(
      Optional<Secret> token, Optional<Path> certificate, Optional<Path> key, boolean insecure) {
    /** Nobody is asked for anything. */
    public static final Access OPEN =
        new Access(Optional.empty(), Optional.empty(), Optional.empty(), false);
  }

  /** On this port and no other. */
  public WebSettings(boolean enabled, String host, int port, Access access) {
    this(enabled, host, port, true, access);
  }

  /** Without token and TLS: on loopback only. */
  public WebSettings(boolean enabled, String host, int port) {
    this(enabled, host, port, Access.OPEN);
  }

  static WebSettings of(Values values) {
    return new WebSettings(
        values.get(ConfigKeys.WEB_ENABLED),
        values.get(ConfigKeys.WEB_HOST),
        values.get(ConfigKeys.WEB_PORT),
        values.isWritten(ConfigKeys.WEB_PORT),
        new Access(
            values.get(ConfigKeys.WEB_TOKEN),
            values.get(ConfigKeys.WEB_TLS_CERTIFICATE),
            values.get(ConfigKeys.WEB_TLS_KEY),
            values.get(ConfigKeys.WEB_INSECURE)));
  }
}
