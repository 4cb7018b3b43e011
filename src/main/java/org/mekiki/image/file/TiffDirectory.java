package org.mekiki.image.file;

import org.mekiki.text.Text;

/**
 * One directory of a TIFF 6.0 structure: entries of a tag, a type, a count and values. EXIF is one
 * as well. Numbers are read in one way only, so that a size means the same to all who ask for it.
 */
public final class TiffDirectory {
  private static final int ENTRY_BYTES = 12;
  private static final int BYTE = 1;
  private static final int SHORT = 3;
  private static final int LONG = 4;

  private final Bytes bytes;
  private final long base;
  private final long start;
  private final boolean little;
  private final int entries;

  private TiffDirectory(Bytes bytes, long base) {
    this.bytes = bytes;
    this.base = base;
    this.little = bytes.u8(base) == 'I';
    this.start = base + u32(base + 4);
    this.entries = u16(start);
  }

  /** The first directory of a file. */
  static TiffDirectory first(Bytes bytes) {
    return new TiffDirectory(bytes, 0);
  }

  /** The first directory of what begins at this byte of a file. */
  public static TiffDirectory at(Bytes bytes, long base) {
    return new TiffDirectory(bytes, base);
  }

  /** The directory itself, the link behind it, and the values of all entries. */
  void requireComplete() {
    bytes.require(start, 2 + (long) ENTRY_BYTES * entries + 4);
    for (int i = 0; i < entries; i++) {
      long entry = start + 2 + (long) ENTRY_BYTES * i;
      long length = u32(entry + 4) * widthOfAnyType(u16(entry + 2));
      if (length > 4) {
        bytes.require(base + u32(entry + 8), length);
      }
    }
  }

  /** Also of types that nobody here asks for; 0 for unknown ones. */
  private static int widthOfAnyType(int type) {
    return switch (type) {
      case 1, 2, 6, 7 -> 1;
      case 3, 8 -> 2;
      case 4, 9, 11, 13 -> 4;
      case 5, 10, 12, 16, 17, 18 -> 8;
      default -> 0;
    };
  }

  boolean has(int tag) {
    return find(tag) >= 0;
  }

  /** How many values it has; 0 if it isn't there. */
  long count(int tag) {
    long entry = find(tag);
    return entry < 0 ? 0 : u32(entry + 4);
  }

  /** The first value, which must be there. */
  long needed(int tag, String what) {
    if (!has(tag)) {
      throw bytes.unreadable("names no " + what + " in its first directory");
    }
    return value(tag, 0);
  }

  /** The first value, or what holds where the tag is missing. */
  public long value(int tag, long otherwise) {
    return value(tag, 0, otherwise);
  }

  /** Value i, or what holds where the tag is missing. */
  public long value(int tag, long i, long otherwise) {
    long entry = find(tag);
    return entry < 0 ? otherwise : read(entry, tag, i);
  }

  /** Reads this many values; all of them must be there. */
  long[] values(int tag, long count) {
    long entry = find(tag);
    long there = entry < 0 ? 0 : u32(entry + 4);
    if (there < count) {
      throw bytes.unreadable(
          "has " + there + " values of tag " + tag + " in its first directory and needs " + count);
    }
    bytes.require(valuesAt(entry, tag), count * width(entry, tag));
    long[] values = new long[Math.toIntExact(count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = read(entry, tag, i);
    }
    return values;
  }

  /** Position of the entry, or -1. */
  private long find(int tag) {
    for (int i = 0; i < entries; i++) {
      long at = start + 2 + (long) ENTRY_BYTES * i;
      if (u16(at) == tag) {
        return at;
      }
    }
    return -1;
  }

  private long read(long entry, int tag, long i) {
    if (i >= u32(entry + 4)) {
      throw bytes.unreadable("has no value " + i + " of tag " + tag);
    }
    int width = width(entry, tag);
    long at = valuesAt(entry, tag) + i * width;
    return switch (width) {
      case 1 -> bytes.u8(at);
      case 2 -> u16(at);
      default -> u32(at);
    };
  }

  private long valuesAt(long entry, int tag) {
    long count = u32(entry + 4);
    return count * width(entry, tag) <= 4 ? entry + 8 : base + u32(entry + 8);
  }

  private int width(long entry, int tag) {
    int type = u16(entry + 2);
    return switch (type) {
      case BYTE -> 1;
      case SHORT -> 2;
      case LONG -> 4;
      default ->
          throw bytes.unreadable(
              Text.of(
                  "has tag %s as type %s; BYTE (1), SHORT (3) and LONG (4) are read", tag, type));
    };
  }

  private int u16(long at) {
    return little ? bytes.u16le(at) : bytes.u16be(at);
  }

  private long u32(long at) {
    return little ? bytes.u32le(at) : bytes.u32be(at);
  }
}
