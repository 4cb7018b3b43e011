package org.mekiki.config;

import java.nio.file.Path;
import java.util.Optional;
import org.mekiki.config.key.ConfigGroup;
import org.mekiki.config.key.ConfigKey;
import org.mekiki.config.key.Values;
import org.mekiki.config.type.Secret;
import org.mekiki.config.type.ValueTypes;

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
  static final ConfigGroup KEYS = new ConfigGroup();

  public static final ConfigKey<Boolean> ENABLED =
      KEYS.key(
          "web.enabled", ValueTypes.bool(), "true", "Whether page, health and metrics are served.");
  public static final ConfigKey<String> HOST =
      KEYS.key(
          "web.host",
          ValueTypes.text("a host name or address", "[^\\s:/]+|[0-9a-fA-F:.]+"),
          "127.0.0.1",
          "Address that the page listens on. Beyond loopback it needs web.token and TLS, or"
              + " web.insecure.");
  public static final ConfigKey<Integer> PORT =
      KEYS.key(
          "web.port",
          ValueTypes.integer(0, 65_535),
          "8080",
          "Port of the page; 0 for any free one. If it is not set and 8080 is in use, the"
              + " service takes the next free port and says which.");
  public static final ConfigKey<Optional<Secret>> TOKEN =
      KEYS.key(
          "web.token",
          ValueTypes.secret(),
          "",
          "Secret that opens page, API and metrics, as a bearer token or as the password of"
              + " any user. Not allowed in --set, which others on the machine can read.");
  public static final ConfigKey<Optional<Path>> TLS_CERTIFICATE =
      KEYS.key(
          "web.tls.certificate",
          ValueTypes.optionalFile(),
          "",
          "Certificate of the page with its chain, a PEM file. Nothing: plain HTTP.");
  public static final ConfigKey<Optional<Path>> TLS_KEY =
      KEYS.key(
          "web.tls.key",
          ValueTypes.optionalFile(),
          "",
          "Private key of that certificate, a PEM file in PKCS #8, not encrypted.");
  public static final ConfigKey<Boolean> INSECURE =
      KEYS.key(
          "web.insecure",
          ValueTypes.bool(),
          "false",
          "Whether the page may go beyond loopback without a token or without TLS, for example"
              + " behind a proxy that does TLS.");

  /**
   * Who may see the page.
   *
   * @param token empty: everybody who reaches the page sees it
   * @param certificate empty: plain HTTP
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
        values.get(ENABLED),
        values.get(HOST),
        values.get(PORT),
        values.isWritten(PORT),
        new Access(
            values.get(TOKEN),
            values.get(TLS_CERTIFICATE),
            values.get(TLS_KEY),
            values.get(INSECURE)));
  }
}
