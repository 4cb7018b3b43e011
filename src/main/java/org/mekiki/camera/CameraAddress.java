package org.mekiki.camera;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * Where a camera is. May hold a password, in the user part or in the query: {@link #toString} shows
 * neither.
 */
public final class CameraAddress {
  private static final String MASK = "****";

  private final URI uri;

  private CameraAddress(URI uri) {
    this.uri = uri;
  }

  /**
   * Reads an address.
   *
   * @param schemes that are legal
   * @throws IllegalArgumentException if it is none; the message does not show it
   */
  public static CameraAddress of(String text, Set<String> schemes) {
    try {
      URI uri = new URI(text);
      if (uri.getScheme() != null && schemes.contains(uri.getScheme()) && uri.getHost() != null) {
        return new CameraAddress(uri);
      }
    } catch (URISyntaxException e) {
      // Its message would show the address.
    }
    String legal = String.join(" or ", schemes.stream().sorted().map(s -> s + "://HOST…").toList());
    throw new IllegalArgumentException(
        "legal is " + legal + ", with special characters of a password as %XX");
  }

  /** All of it, for who connects. */
  String full() {
    return uri.toString();
  }

  /** All but user and password. */
  URI withoutUser() {
    String text = uri.toString();
    return uri.getRawUserInfo() == null
        ? uri
        : URI.create(text.replace("//" + uri.getRawUserInfo() + "@", "//"));
  }

  /** User name; empty if it has none. */
  Optional<String> user() {
    return Optional.ofNullable(uri.getRawUserInfo()).map(info -> decoded(info.split(":", 2)[0]));
  }

  /** Password; empty if it has none. */
  Optional<String> password() {
    return Optional.ofNullable(uri.getRawUserInfo())
        .filter(info -> info.contains(":"))
        .map(info -> decoded(info.split(":", 2)[1]));
  }

  /** A message of somebody else's, without what is secret in this address. */
  String scrub(String message) {
    String scrubbed = message.replace(full(), toString());
    if (uri.getRawUserInfo() != null) {
      scrubbed = scrubbed.replace(uri.getRawUserInfo(), MASK);
    }
    if (password().isPresent() && !password().get().isEmpty()) {
      scrubbed = scrubbed.replace(password().get(), MASK);
    }
    if (uri.getRawQuery() != null) {
      scrubbed = scrubbed.replace(uri.getRawQuery(), MASK);
    }
    return scrubbed;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return uri.getScheme()
        + "://"
        + uri.getHost()
        + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
        + (uri.getRawPath() == null ? "" : uri.getRawPath())
        + (uri.getRawQuery() == null ? "" : "?" + MASK);
  }
}
