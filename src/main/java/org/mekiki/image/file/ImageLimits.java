package org.mekiki.image.file;

/**
 * What is refused before any memory is taken for it. A header of 30 bytes can ask for gigabytes.
 *
 * @param maxPixels width × height at most, at least 1
 * @param maxBytes length of the encoded bytes at most, at least 1
 */
public record ImageLimits(long maxPixels, long maxBytes) {
  /**
   * 64 million pixels (192 MB as RGB; the usual industrial sensor has 1 to 25) and 64 MiB encoded.
   */
  public static final ImageLimits DEFAULT = new ImageLimits(64_000_000, 64L << 20);

  /** What decoding takes at most for each allowed pixel: RGB twice, and a quarter more. */
  public static final int BYTES_PER_PIXEL = 8;

  /** What every JVM can give an array. */
  public static final long MOST_ARRAY_BYTES = Integer.MAX_VALUE - 64;

  /** Bytes of room for a row, where few pixels are allowed. */
  private static final long SPARE_BYTES = 1 << 20;

  public ImageLimits {
    if (maxPixels < 1 || maxBytes < 1) {
      throw new IllegalArgumentException(
          "image limits of " + maxPixels + " pixels and " + maxBytes + " bytes: each at least 1");
    }
  }

  /** Memory that decoding one picture may take: {@value #BYTES_PER_PIXEL} bytes a pixel. */
  public long maxDecodingBytes() {
    return BYTES_PER_PIXEL * maxPixels + SPARE_BYTES;
  }
}
