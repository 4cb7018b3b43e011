package org.mekiki.web.line;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A camera's id as one segment of an address: itself where that is safe, else {@code ~} and the
 * base64url of its UTF-8. So ids with slashes, dots or spaces need no escaping that a proxy might
 * undo.
 */
public final class CameraKey {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");
  private static final String MARK = "~";

  private CameraKey() {}

  public static String of(String camera) {
    if (PLAIN.matcher(camera).matches()) {
      return camera;
    }
    byte[] utf8 = camera.getBytes(StandardCharsets.UTF_8);
    return MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(utf8);
  }

  /** The camera's id; empty where the key is none. */
  public static Optional<String> camera(String key) {
    if (!key.startsWith(MARK)) {
      return PLAIN.matcher(key).matches() ? Optional.of(key) : Optional.empty();
    }
    try {
      byte[] utf8 = Base64.getUrlDecoder().decode(key.substring(MARK.length()));
      return Optional.of(new String(utf8, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
