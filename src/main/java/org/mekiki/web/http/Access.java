package org.mekiki.web.http;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mekiki.config.WebSettings;
import org.mekiki.config.type.Secret;

/**
 * Who may see what: with a token, everything but health asks for it, as a bearer token (Prometheus,
 * scripts) or as the password of basic authentication (browsers), whatever the user's name.
 *
 * <p>Without a token, everybody who reaches the page sees it. Beyond loopback a web site could
 * still have its visitors' browsers read it by letting its own name point here (DNS rebinding), so
 * only names are answered that no such site can have: addresses, and names without a dot.
 */
public final class Access {
  private static final String HEALTH = "/health/";
  private static final String KNOWN = "mekiki-known";
  private static final String BEARER = "bearer ";
  private static final String BASIC = "basic ";
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-f:.]+]");

  private final Optional<byte[]> token;
  private final boolean loopback;

  public Access(WebSettings settings) {
    this.token = settings.access().token().map(Secret::value).map(Access::bytes);
    this.loopback = Gate.isLoopback(settings.host());
  }

  public void pass(Context context) {
    boolean known = token.map(expected -> isRight(context, expected)).orElse(true);
    context.attribute(KNOWN, known);
    if (context.path().startsWith(HEALTH)) {
      return;
    }
    if (!known) {
      context.header(Header.WWW_AUTHENTICATE, "Basic realm=\"Mekiki\", charset=\"UTF-8\"");
      context.res().addHeader(Header.WWW_AUTHENTICATE, "Bearer realm=\"Mekiki\"");
      throw new HttpResponseException(
          HttpStatus.UNAUTHORIZED.getCode(),
          "This asks for web.token: as a bearer token, or as the password of any user.");
    }
    if (token.isEmpty() && !loopback && !isNobodyElses(Gate.hostName(context))) {
      throw new ForbiddenResponse(
          "Without a token the page answers to addresses and to names without a dot only.");
    }
  }

  /** Whether the caller may know more than that the service lives. */
  public static boolean isKnown(Context context) {
    return Boolean.TRUE.equals(context.attribute(KNOWN));
  }

  private static boolean isNobodyElses(String host) {
    return ADDRESS.matcher(host).matches() || (!host.isEmpty() && !host.contains("."));
  }

  private static boolean isRight(Context context, byte[] expected) {
    String header = context.header(Header.AUTHORIZATION);
    return header != null
        && given(header).map(text -> MessageDigest.isEqual(bytes(text), expected)).orElse(false);
  }

  private static Optional<String> given(String header) {
    String scheme = header.toLowerCase(Locale.ROOT);
    if (scheme.startsWith(BEARER)) {
      return Optional.of(header.substring(BEARER.length()).strip());
    }
    if (!scheme.startsWith(BASIC)) {
      return Optional.empty();
    }
    try {
      byte[] pair = Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
      String text = new String(pair, StandardCharsets.UTF_8);
      return Optional.of(text.substring(text.indexOf(':') + 1));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
