package org.mekiki.camera;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mekiki.text.Text;

/**
 * Where a camera is. May hold a password, in the user part or in the query: {@link #toString} shows
 * neither.
 *
 * <p>Read more leniently than {@link URI} does, as cameras' addresses are written: a password may
 * hold {@code @} and {@code #} as they are, a host's name underscores. What could be a part of a
 * password somewhere else is refused.
 */
public final class CameraAddress {
  private static final String MASK = "****";
  private static final int HIGHEST_PORT = 65_535;

  /** The user part ends at the last {@code @} before the path. */
  private static final Pattern FORM =
      Pattern.compile(
          "(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://"
              + "(?:(?<user>[^/?\\s\\p{Cntrl}]*)@)?"
              + "(?<host>[^/?#@:\\[\\]\\s\\p{Cntrl}]+|\\[[0-9A-Fa-f:.]+])"
              + "(?::(?<port>[0-9]{1,5}))?"
              + "(?<path>/[^?#\\s\\p{Cntrl}]*)?"
              + "(?:\\?(?<query>[^#\\s\\p{Cntrl}]*))?"
              + "(?:#\\S*)?");

  private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");
  private static final String UNRESERVED = "-._~";

  private final String scheme;
  private final String host;
  private final Optional<String> user;
  private final Optional<String> password;
  private final String path;
  private final Optional<String> query;

  /** As it was written, for messages that repeat it. */
  private final Optional<String> writtenUser;

  private CameraAddress(String scheme, Matcher form) {
    this.scheme = scheme;
    String port = form.group("port");
    this.host = form.group("host") + (port == null ? "" : ":" + port);
    this.writtenUser = Optional.ofNullable(form.group("user"));
    this.user = writtenUser.map(info -> decoded(info.split(":", 2)[0]));
    this.password =
        writtenUser.filter(info -> info.contains(":")).map(info -> decoded(info.split(":", 2)[1]));
    this.path = form.group("path") == null ? "" : form.group("path");
    this.query = Optional.ofNullable(form.group("query"));
  }

  /**
   * Reads an address.
   *
   * @param schemes that are valid, in lower case
   * @throws IllegalArgumentException if it is none; the message does not show it
   */
  public static CameraAddress of(String text, Set<String> schemes) {
    Matcher form = FORM.matcher(text);
    if (form.matches()) {
      String scheme = form.group("scheme").toLowerCase(Locale.ROOT);
      if (schemes.contains(scheme) && hasValidPort(form) && !mayHideAPassword(form)) {
        CameraAddress address = new CameraAddress(scheme, form);
        if (address.isUri()) {
          return address;
        }
      }
    }
    String valid = String.join(" or ", schemes.stream().sorted().map(s -> s + "://HOST…").toList());
    throw new IllegalArgumentException(
        "valid: "
            + valid
            + ", with %2F for / and %3F for ? in a password, and %40 for @ in a path");
  }

  private static boolean hasValidPort(Matcher form) {
    String port = form.group("port");
    return port == null || Integer.parseInt(port) <= HIGHEST_PORT;
  }

  /**
   * A slash or question mark in a password ends the host early, and its rest is a path or query.
   */
  private static boolean mayHideAPassword(Matcher form) {
    String path = form.group("path");
    String query = form.group("query");
    return path != null && path.contains("@")
        || path == null && query != null && query.contains("@");
  }

  private boolean isUri() {
    try {
      new URI(full());
      return true;
    } catch (URISyntaxException e) {
      // Its message would show the address.
      return false;
    }
  }

  /** All of it, for who connects; special characters of user and password as %XX. */
  String full() {
    String login =
        user.map(name -> encoded(name) + password.map(text -> ":" + encoded(text)).orElse("") + "@")
            .orElse("");
    return scheme + "://" + login + host + path + query.map(text -> "?" + text).orElse("");
  }

  /** All but user and password. */
  URI withoutUser() {
    return URI.create(scheme + "://" + host + path + query.map(text -> "?" + text).orElse(""));
  }

  /** User name; empty if it has none. */
  Optional<String> user() {
    return user;
  }

  /** Password; empty if it has none. */
  Optional<String> password() {
    return password;
  }

  /** A message of somebody else's, without what is secret in this address. */
  String scrub(String message) {
    String scrubbed = message.replace(full(), toString());
    if (user.isPresent()) {
      scrubbed = without(scrubbed, writtenUser.orElseThrow());
      String login = encoded(user.get()) + password.map(text -> ":" + encoded(text)).orElse("");
      scrubbed = without(scrubbed, login);
    }
    if (password.isPresent()) {
      scrubbed = without(scrubbed, password.get());
      scrubbed = without(scrubbed, encoded(password.get()));
    }
    return query.isPresent() ? without(scrubbed, query.get()) : scrubbed;
  }

  private static String without(String message, String secret) {
    return secret.isEmpty() ? message : message.replace(secret, MASK);
  }

  /** %XX → bytes in UTF-8; a percent sign that begins none of them is itself. */
  private static String decoded(String text) {
    Matcher escape = ESCAPE.matcher(text);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int at = 0;
    while (escape.find()) {
      bytes.writeBytes(text.substring(at, escape.start()).getBytes(StandardCharsets.UTF_8));
      bytes.write(Integer.parseInt(escape.group().substring(1), 16));
      at = escape.end();
    }
    bytes.writeBytes(text.substring(at).getBytes(StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String encoded(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0);
      out.append(plain ? String.valueOf(c) : Text.of("%%%02X", b & 0xff));
    }
    return out.toString();
  }

  @Override
  public String toString() {
    return scheme + "://" + host + path + query.map(text -> "?" + MASK).orElse("");
  }
}
