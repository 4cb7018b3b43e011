package org.mekiki.config;

/**
 * The page.
 *
 * @param enabled whether it is served at all
 * @param host address to listen on
 * @param port 0 for any free one
 */
public record WebSettings(boolean enabled, String host, int port) {
  static WebSettings of(Values values) {
    return new WebSettings(
        values.get(ConfigKeys.WEB_ENABLED),
        values.get(ConfigKeys.WEB_HOST),
        values.get(ConfigKeys.WEB_PORT));
  }
}
