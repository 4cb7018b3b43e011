package org.mekiki.image.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.mekiki.text.Text;

/**
 * The chunks of a PNG (ISO/IEC 15948, clause 5): length, name, data, CRC. Of an animated PNG the
 * still picture counts that programs show which know no animations.
 *
 * @param colourType 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha
 * @param interlaced in Adam7's seven passes
 * @param palette position of the PLTE chunk's data, or -1
 * @param data the IDAT chunks' data, in turn
 * @param exif position of the eXIf chunk's data, or -1
 */
public record PngFile(
    int colourType,
    int bits,
    boolean interlaced,
    int palette,
    int colours,
    List<Part> data,
    int exif) {
  private static final int FIRST_CHUNK = 8;
  private static final int CHUNK_OVERHEAD = 12;
  private static final int HEADER_BYTES = 13;
  private static final int MAX_COLOURS = 256;

  /** A small letter first: a chunk that a decoder may pass over. */
  private static final int ANCILLARY = 0x20;

  /** A span of the file. */
  record Part(int at, int length) {}

  static ImageHeader header(Bytes bytes) {
    if (!bytes.name(FIRST_CHUNK + 4).equals("IHDR") || bytes.u32be(FIRST_CHUNK) != HEADER_BYTES) {
      throw bytes.unreadable("does not begin with an IHDR chunk of 13 bytes");
    }
    int colourType = bytes.u8(25);
    boolean grey = colourType == 0 || colourType == 4;
    return ImageHeader.of(bytes, bytes.u32be(16), bytes.u32be(20), grey ? 1 : 3);
  }

  /** Of a sample, as the header says. */
  public static int bits(Bytes bytes) {
    return bytes.u8(24);
  }

  /** Walks through all chunks up to IEND. */
  public static PngFile read(Bytes bytes) {
    int colourType = bytes.u8(25);
    int bits = bits(bytes);
    requireKnown(bytes, colourType, bits);
    Part palette = null;
    int exif = -1;
    List<Part> data = new ArrayList<>();
    boolean dataEnded = false;
    long at = FIRST_CHUNK;
    while (at + CHUNK_OVERHEAD <= bytes.length()) {
      long length = bytes.u32be(at);
      String name = bytes.name(at + 4);
      if (at + CHUNK_OVERHEAD + length > bytes.length()) {
        throw bytes.truncated("the end of its " + name + " chunk and the IEND chunk");
      }
      requireChecksum(bytes, at, (int) length, name);
      Part part = new Part((int) at + 8, (int) length);
      switch (name) {
        case "IHDR" -> requireOrder(bytes, at == FIRST_CHUNK, name, at);
        case "PLTE" -> {
          requireOrder(bytes, palette == null && data.isEmpty(), name, at);
          palette = part;
        }
        case "IDAT" -> {
          requireOrder(bytes, !dataEnded, name, at);
          data.add(part);
        }
        case "eXIf" -> exif = exif < 0 ? part.at() : exif;
        case "IEND" -> {
          return checked(bytes, colourType, bits, palette, data, exif);
        }
        default -> requireAncillary(bytes, name, at);
      }
      dataEnded = !data.isEmpty() && !name.equals("IDAT");
      at += CHUNK_OVERHEAD + length;
    }
    throw bytes.truncated("its IEND chunk");
  }

  /** Samples of a pixel. */
  int samples() {
    return switch (colourType) {
      case 2 -> 3;
      case 4 -> 2;
      case 6 -> 4;
      default -> 1;
    };
  }

  /** Of a row as it lies in the file. */
  public long rowBytes(ImageHeader header) {
    return ((long) header.width() * samples() * bits + 7) / 8;
  }

  private static PngFile checked(
      Bytes bytes, int colourType, int bits, Part palette, List<Part> data, int exif) {
    if (data.isEmpty()) {
      throw bytes.unreadable("has no pixels: no IDAT chunk before its IEND chunk");
    }
    if (colourType == 3 && palette == null) {
      throw bytes.unreadable("has no palette, though its pixels are numbers of colours");
    }
    int colours = palette == null ? 0 : palette.length() / 3;
    if (palette != null && (palette.length() % 3 != 0 || colours > MAX_COLOURS)) {
      throw bytes.unreadable("has a palette of " + palette.length() + " bytes");
    }
    boolean interlaced = bytes.u8(28) == 1;
    int from = palette == null ? -1 : palette.at();
    return new PngFile(colourType, bits, interlaced, from, colours, List.copyOf(data), exif);
  }

  private static void requireKnown(Bytes bytes, int colourType, int bits) {
    Set<Integer> valid =
        switch (colourType) {
          case 0 -> Set.of(1, 2, 4, 8, 16);
          case 3 -> Set.of(1, 2, 4, 8);
          case 2, 4, 6 -> Set.of(8, 16);
          default -> Set.of();
        };
    if (!valid.contains(bits)) {
      throw bytes.unreadable(
          "has colour type " + colourType + " with " + bits + " bits, which no PNG has");
    }
    int compression = bytes.u8(26);
    int filter = bytes.u8(27);
    int interlace = bytes.u8(28);
    if (compression != 0 || filter != 0 || interlace > 1) {
      throw bytes.unreadable(
          Text.of(
              "has compression %d, filter method %d and interlace method %d; 0, 0 and 0 or 1 are"
                  + " read",
              compression, filter, interlace));
    }
  }

  private static void requireOrder(Bytes bytes, boolean right, String name, long at) {
    if (!right) {
      throw bytes.unreadable("has its " + name + " chunk at byte " + at + ", where none belongs");
    }
  }

  private static void requireAncillary(Bytes bytes, String name, long at) {
    if ((name.charAt(0) & ANCILLARY) == 0) {
      throw bytes.unreadable("has an unknown chunk at byte " + at + " that it can't do without");
    }
  }

  private static void requireChecksum(Bytes bytes, long at, int length, String name) {
    CRC32 crc = new CRC32();
    crc.update(bytes.data(), (int) at + 4, 4 + length);
    if (crc.getValue() != bytes.u32be(at + 8 + length)) {
      throw bytes.unreadable(
          "is damaged: its " + name + " chunk at byte " + at + " has a wrong checksum");
    }
  }
}
