package org.mekiki.model.chunk;

import org.mekiki.text.Sha256;

/**
 * What is known of a chunk without having it.
 *
 * @param sha256 of its bytes, lower-case hexadecimal
 */
public record ChunkDigest(String sha256, int bytes) {
  public ChunkDigest {
    Sha256.check(sha256);
    if (bytes < 0 || bytes > Tiling.MAX_CHUNK_BYTES) {
      throw new IllegalArgumentException(
          "chunk of " + bytes + " bytes is not valid: 0 to " + Tiling.MAX_CHUNK_BYTES + " are");
    }
  }

  /** Of these bytes. */
  public static ChunkDigest of(byte[] chunk) {
    return new ChunkDigest(Sha256.hex(chunk), chunk.length);
  }
}
