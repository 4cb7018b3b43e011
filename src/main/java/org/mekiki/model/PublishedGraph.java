package org.mekiki.model;

import java.util.List;
import org.mekiki.model.chunk.Chunks;
import org.mekiki.model.chunk.Tiling;
import org.mekiki.text.Sha256;
import org.mekiki.text.Text;

/**
 * The network's graph that comes with a model, in the model's last chunks, one ONNX file cut into
 * pieces. Its SHA-256 is the backbone's.
 *
 * @param chunks how many; 0 where no graph comes with the model, so that its scorer needs a network
 *     of its own
 * @param original SHA-256 of the network that it was made of; empty for none
 * @param noise of its features against the original's, at most: share of good images' variance
 */
public record PublishedGraph(int chunks, long bytes, String original, double noise) {
  /** The model is for a network that its scorer has. */
  public static final PublishedGraph NONE = new PublishedGraph(0, 0, "", 0);

  /** Largest graph, in bytes: an ONNX file's own limit, and an array's. */
  private static final long MAX_BYTES = Integer.MAX_VALUE - 8;

  public PublishedGraph {
    if (bytes < 0 || bytes > MAX_BYTES || chunks != Chunks.count(bytes)) {
      throw new IllegalArgumentException(
          Text.of(
              "a graph of %d bytes in %d chunks is not valid: 0 to %d bytes are, in chunks of %d",
              bytes, chunks, MAX_BYTES, Tiling.MAX_CHUNK_BYTES));
    }
    if (!(noise >= 0)) {
      throw new IllegalArgumentException("noise " + noise + " is not valid: it must be 0 or more");
    }
    if (chunks > 0) {
      Sha256.check(original);
    } else if (!original.isEmpty() || noise > 0) {
      throw new IllegalArgumentException("no graph was made of a backbone, and none has noise");
    }
  }

  /**
   * What a manifest says of this graph.
   *
   * @param original SHA-256 of the network that it was made of
   * @param noise of its features, at most
   */
  public static PublishedGraph of(byte[] graph, String original, double noise) {
    return new PublishedGraph(Chunks.count(graph.length), graph.length, original, noise);
  }

  /** The chunks of a graph, to follow those of the reduction. */
  public static List<byte[]> chunks(byte[] graph) {
    return Chunks.split(graph, Chunks.count(graph.length));
  }

  /** Whether there is one. */
  public boolean exists() {
    return chunks > 0;
  }
}
