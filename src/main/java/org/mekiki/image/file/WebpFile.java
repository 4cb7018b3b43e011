package org.mekiki.image.file;

import java.util.Arrays;
import org.mekiki.text.Text;

/**
 * The RIFF structure of a WebP (RFC 9649): lossy VP8, lossless VP8L, or extended VP8X around one of
 * them. Animations aren't read; metadata are left out, an orientation among them, as browsers do.
 *
 * @param picture position of the chunk that holds the picture
 */
public record WebpFile(int picture, int length) {
  private static final int FIRST_CHUNK = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int ANIMATED = 0x02;
  private static final String LOSSY = "VP8 ";
  private static final String LOSSLESS = "VP8L";
  private static final String EXTENDED = "VP8X";

  /** Signature, size and one byte; a lossy picture's header has ten. */
  private static final int LEAST_PICTURE = 6;

  /** In a lossless picture's header: whether its transparency counts. */
  private static final int ALPHA_BYTE = 4;

  private static final int ALPHA_BIT = 0x10;

  static ImageHeader header(Bytes bytes) {
    String chunk = bytes.name(FIRST_CHUNK);
    return switch (chunk) {
      case LOSSY, LOSSLESS -> picture(bytes, FIRST_CHUNK);
      case EXTENDED ->
          ImageHeader.of(
              bytes,
              u24(bytes, FIRST_CHUNK + CHUNK_HEADER + 4) + 1L,
              u24(bytes, FIRST_CHUNK + CHUNK_HEADER + 7) + 1L,
              3);
      default ->
          throw bytes.unreadable("begins with a chunk '" + chunk + "', not VP8, VP8L or VP8X");
    };
  }

  /** Finds the picture, and requires that it has the size of the file's header. */
  public static WebpFile read(Bytes bytes, ImageHeader header) {
    long end = bytes.u32le(4) + CHUNK_HEADER;
    if (bytes.length() < end) {
      throw bytes.truncated((end - bytes.length()) + " of the " + end + " bytes it announces");
    }
    boolean extended = bytes.name(FIRST_CHUNK).equals(EXTENDED);
    if (extended && (bytes.u8(FIRST_CHUNK + CHUNK_HEADER) & ANIMATED) != 0) {
      throw bytes.unreadable("is an animation; only still pictures are read");
    }
    int picture = -1;
    for (long at = FIRST_CHUNK; at + CHUNK_HEADER <= end; ) {
      long length = bytes.u32le(at + 4);
      String name = bytes.name(at);
      if (at + CHUNK_HEADER + length > end) {
        throw bytes.truncated("the end of its " + name.strip() + " chunk");
      }
      if (picture < 0 && (name.equals(LOSSY) || name.equals(LOSSLESS))) {
        picture = (int) at;
      }
      at += CHUNK_HEADER + length + (length & 1);
    }
    if (picture < 0) {
      throw bytes.unreadable("holds no picture: no VP8 or VP8L chunk");
    }
    long length = bytes.u32le(picture + 4L);
    if (length < LEAST_PICTURE) {
      throw bytes.unreadable("holds a picture of " + length + " bytes, too few for its header");
    }
    ImageHeader inside = picture(bytes, picture);
    if (inside.width() != header.width() || inside.height() != header.height()) {
      throw bytes.unreadable(
          Text.of(
              "announces %dx%d pixels but holds %dx%d",
              header.width(), header.height(), inside.width(), inside.height()));
    }
    return new WebpFile(picture, (int) length);
  }

  /** A file that holds nothing but the picture: no transparency, no profile, no metadata. */
  public byte[] pictureOnly(Bytes bytes) {
    int padded = length + (length & 1);
    byte[] file = new byte[FIRST_CHUNK + CHUNK_HEADER + padded];
    System.arraycopy(bytes.data(), 0, file, 0, FIRST_CHUNK);
    int riffBytes = file.length - CHUNK_HEADER;
    for (int i = 0; i < 4; i++) {
      file[4 + i] = (byte) (riffBytes >> 8 * i);
    }
    System.arraycopy(bytes.data(), picture, file, FIRST_CHUNK, CHUNK_HEADER + length);
    if (Arrays.equals(file, 12, 16, new byte[] {'V', 'P', '8', 'L'}, 0, 4)) {
      file[FIRST_CHUNK + CHUNK_HEADER + ALPHA_BYTE] &= ~ALPHA_BIT;
    }
    return file;
  }

  private static ImageHeader picture(Bytes bytes, int chunk) {
    int data = chunk + CHUNK_HEADER;
    if (bytes.name(chunk).equals(LOSSLESS)) {
      if (bytes.u8(data) != 0x2f) {
        throw bytes.unreadable("has no signature in its VP8L chunk");
      }
      long bits = bytes.u32le(data + 1L);
      return ImageHeader.of(bytes, (bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1, 3);
    }
    if (bytes.u8(data + 3L) != 0x9d || bytes.u8(data + 4L) != 0x01 || bytes.u8(data + 5L) != 0x2a) {
      throw bytes.unreadable("has no start code in its VP8 chunk");
    }
    return ImageHeader.of(
        bytes, bytes.u16le(data + 6L) & 0x3fff, bytes.u16le(data + 8L) & 0x3fff, 3);
  }

  private static int u24(Bytes bytes, int at) {
    return bytes.u8(at + 2L) << 16 | bytes.u16le(at);
  }
}
