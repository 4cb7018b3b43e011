package org.mekiki.web.http;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HandlerType;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What every request passes first: reading only, but for changes; no foreign host name, and headers
 * that let a browser load nothing from elsewhere and show the page in nobody's frame.
 *
 * <p>A page on loopback is open to every web site that the user visits, if the site lets its own
 * name point to 127.0.0.1 (DNS rebinding). Such a request carries that name, so on loopback only
 * loopback's names are answered.
 */
public final class Gate {
  /** Where changes are posted to. */
  public static final String CHANGES = "/api/changes/";

  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Map<String, String> HEADERS =
      Map.of(
          Header.CONTENT_SECURITY_POLICY,
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
              + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          Header.X_CONTENT_TYPE_OPTIONS,
          "nosniff",
          Header.X_FRAME_OPTIONS,
          "DENY",
          Header.REFERRER_POLICY,
          "no-referrer",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Cross-Origin-Opener-Policy",
          "same-origin");

  private final String listensOn;

  /**
   * @param listensOn name or address that the server listens on
   */
  public Gate(String listensOn) {
    this.listensOn = listensOn;
  }

  /** Whether only this machine can reach it. */
  public static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
  }

  public void pass(Context context) {
    HEADERS.forEach(context::header);
    requireMethod(context);
    String host = hostName(context.header(Header.HOST));
    if (isLoopback(listensOn) && !LOCAL.contains(host) && !host.equals(listensOn)) {
      throw new ForbiddenResponse(
          "The page listens on " + listensOn + " only and answers to no other name.");
    }
  }

  /** Everything is for reading but what lies below one path, which looks closer by itself. */
  private static void requireMethod(Context context) {
    boolean changes = context.path().startsWith(CHANGES);
    boolean valid =
        changes
            ? context.method().equals(HandlerType.POST)
            : context.method().equals(HandlerType.GET) || context.method().equals(HandlerType.HEAD);
    if (!valid) {
      context.header(Header.ALLOW, changes ? "POST" : "GET, HEAD");
      throw new HttpResponseException(
          HttpStatus.METHOD_NOT_ALLOWED.getCode(),
          changes ? "A change is made by POST." : "This can only be read: use GET.");
    }
  }

  /** The name in the request's Host header, without port, in lower case; empty if it is none. */
  static String hostName(Context context) {
    return hostName(context.header(Header.HOST));
  }

  private static String hostName(String host) {
    try {
      String name = host == null ? null : URI.create("http://" + host).getHost();
      return name == null ? "" : name.toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
