package org.mekiki.web.line;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.mekiki.text.Sha256;

/**
 * A frame's place in addresses: {@code CAMERA/FRAME@MILLIS}, made of what the frame brought along,
 * so that it names the same frame after a restart, on another instance and on the topics. The
 * moment of capture tells apart frames of a camera that repeats its ids; without it ({@code
 * CAMERA/FRAME}) the newest frame with that id is meant.
 */
public final class FrameAddress {
  /** Before the moment of capture; no key has it. */
  static final String AT = "@";

  /** Longest key of a frame; a longer one is its SHA-256. */
  private static final int LONGEST = 256;

  private static final String HASHED = "~~";

  private FrameAddress() {}

  public static String of(String camera, String frameId, long capturedAtMillis) {
    return of(camera, frameId) + AT + capturedAtMillis;
  }

  /** Without the moment of capture. */
  public static String of(String camera, String frameId) {
    String key = CameraKey.of(frameId);
    return CameraKey.of(camera) + "/" + (key.length() <= LONGEST ? key : HASHED + hash(frameId));
  }

  private static String hash(String frameId) {
    byte[] hash = Sha256.digest().digest(frameId.getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
  }
}
