package org.mekiki.model.chunk;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The checksums of a model.
 *
 * <p>A model's checksum is the SHA-256 of its chunks' binary digests (32 bytes each) in the chunks'
 * order, not of the chunks' bytes: so the step of training that assembles a model needs the digests
 * only, never gigabytes that other machines wrote.
 */
public final class Sha256 {
  private Sha256() {}

  /** SHA-256 of bytes, 64 lower-case hexadecimal digits. */
  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  /** Checksum of a whole model from its chunks' checksums, in their order. */
  public static String ofDigests(List<String> hexDigests) {
    MessageDigest digest = digest();
    for (String hex : hexDigests) {
      digest.update(HexFormat.of().parseHex(hex));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  public static String check(String hex) {
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "'" + hex + "' is not a SHA-256: 64 lower-case hexadecimal digits are");
    }
    return hex;
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256, this one has not", e);
    }
  }
}
