package org.mekiki.model.chunk;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.text.Sha256;
import org.mekiki.text.Text;

/**
 * The chunks of a model: {@code tiles · chunksPerTile} of the tiles (chunk {@code tile *
 * chunksPerTile + piece}), then those of a projection's matrix, if there is one, then those of the
 * backbone's graph, if it comes with the model.
 *
 * @param patchesPerTile see {@link Tiling}
 * @param chunksPerTile pieces that each tile is cut into, mostly 1
 * @param sha256 of the model, see {@link #modelSha256}
 * @param chunkSha256 of each chunk, in order
 */
public record ChunkIndex(
    Precision precision,
    int patchesPerTile,
    int tiles,
    int chunksPerTile,
    long totalBytes,
    String sha256,
    List<String> chunkSha256) {
  public ChunkIndex {
    Objects.requireNonNull(precision, "precision");
    chunkSha256 = List.copyOf(chunkSha256);
    if (patchesPerTile < 1 || tiles < 1 || chunksPerTile < 1) {
      throw new IllegalArgumentException(
          Text.of(
              "%d patches per tile, %d tiles, %d chunks per tile: at least 1 each is valid",
              patchesPerTile, tiles, chunksPerTile));
    }
    long legalBytes = (long) chunkSha256.size() * Tiling.MAX_CHUNK_BYTES;
    if (totalBytes < 1 || totalBytes > legalBytes) {
      throw new IllegalArgumentException(
          Text.of(
              "%d bytes in %d chunks are not valid: 1 to %d are",
              totalBytes, chunkSha256.size(), legalBytes));
    }
    chunkSha256.forEach(Sha256::check);
    Sha256.check(sha256);
    String computed = modelSha256(chunkSha256);
    if (!computed.equals(sha256)) {
      throw new IllegalArgumentException(
          "the model's sha256 " + sha256 + " is not that of its chunks, " + computed);
    }
  }

  /**
   * The index of a model whose chunks have been written.
   *
   * @param digests of all chunks in order, first the tiles', then {@link ProjectionCodec#chunks},
   *     then {@link PublishedGraph#chunks}
   */
  public static ChunkIndex of(Tiling tiling, Precision precision, List<ChunkDigest> digests) {
    List<String> hex = digests.stream().map(ChunkDigest::sha256).toList();
    return new ChunkIndex(
        precision,
        tiling.patchesPerTile(),
        tiling.tiles(),
        tiling.chunksPerTile(precision),
        digests.stream().mapToLong(ChunkDigest::bytes).sum(),
        modelSha256(hex),
        hex);
  }

  public int count() {
    return chunkSha256.size();
  }

  /**
   * Checksum of a whole model: the SHA-256 of its chunks' binary digests (32 bytes each) in the
   * chunks' order, not of the chunks' bytes. So the step of training that assembles a model needs
   * the digests only, never gigabytes that other machines wrote.
   */
  public static String modelSha256(List<String> chunkSha256) {
    MessageDigest digest = Sha256.digest();
    chunkSha256.forEach(hex -> digest.update(HexFormat.of().parseHex(hex)));
    return Sha256.hex(digest);
  }
}
