package org.mekiki.web.http;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.net.URI;
import java.util.Locale;
import java.util.Map;

/**
 * Lets through requests for a change that come from this page or from no browser at all, never
 * those that another site has a browser send (CSRF).
 *
 * <p>The body must be JSON: a form can't send that, and a script of another site only after asking
 * (CORS), which is never answered. And the browser itself says where a request comes from: by
 * {@code Sec-Fetch-Site} where the page is on loopback or behind TLS, which no proxy changes; else
 * by {@code Origin}, which must be the host that was asked, or that a reverse proxy was asked for.
 */
public final class SameOrigin {
  private static final String SITE = "Sec-Fetch-Site";

  /** Set by a reverse proxy. A browser sends it for another site only after asking (CORS). */
  private static final String FORWARDED_HOST = "X-Forwarded-Host";

  private static final String JSON = "application/json";

  private SameOrigin() {}

  public static void require(Context context) {
    String type = context.header(Header.CONTENT_TYPE);
    if (type == null || !type.toLowerCase(Locale.ROOT).split(";")[0].strip().equals(JSON)) {
      throw new HttpResponseException(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE.getCode(),
          "The body must be JSON, and Content-Type must say so: " + JSON + ".");
    }
    String site = context.header(SITE);
    String origin = context.header(Header.ORIGIN);
    boolean same =
        site == null
            ? origin == null
                || isHost(origin, context.header(Header.HOST))
                || isHost(origin, context.header(FORWARDED_HOST))
            : site.equals("same-origin");
    if (!same) {
      throw new RefusedException(
          Refusal.OTHER_SITE,
          "Changes are taken from this page only, not from " + shown(origin) + ".",
          Map.of("origin", origin == null ? "–" : origin));
    }
  }

  private static boolean isHost(String origin, String host) {
    try {
      String authority = URI.create(origin).getRawAuthority();
      return authority != null && authority.equalsIgnoreCase(host);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String shown(String origin) {
    return origin == null ? "another site" : origin;
  }
}
