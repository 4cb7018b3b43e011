package org.mekiki.model.chunk;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Cuts what is larger than a chunk into even pieces, and joins them again. */
public final class Chunks {
  private Chunks() {}

  /** Cuts bytes into exactly this many pieces, all but the last ones of one size. */
  public static List<byte[]> split(byte[] bytes, int pieces) {
    if (pieces < 1) {
      throw new IllegalArgumentException(pieces + " pieces: at least 1 is valid");
    }
    if (pieces == 1) {
      return List.of(bytes);
    }
    int size = (int) (((long) bytes.length + pieces - 1) / pieces);
    return IntStream.range(0, pieces)
        .mapToObj(
            piece -> {
              int from = (int) Math.min((long) piece * size, bytes.length);
              return Arrays.copyOfRange(bytes, from, Math.min(from + size, bytes.length));
            })
        .toList();
  }

  /** How many chunks hold this many bytes. */
  public static int count(long bytes) {
    return Math.toIntExact((bytes + Tiling.MAX_CHUNK_BYTES - 1) / Tiling.MAX_CHUNK_BYTES);
  }

  public static byte[] join(List<byte[]> pieces) {
    if (pieces.size() == 1) {
      return pieces.get(0);
    }
    ByteArrayOutputStream joined =
        new ByteArrayOutputStream(pieces.stream().mapToInt(p -> p.length).sum());
    pieces.forEach(joined::writeBytes);
    return joined.toByteArray();
  }
}
