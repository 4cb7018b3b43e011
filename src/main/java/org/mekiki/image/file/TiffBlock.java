package org.mekiki.image.file;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The bytes of a TIFF's strips or tiles, unpacked as they are asked for. */
interface TiffBlock extends AutoCloseable {
  /** Begins with the block at these bytes of the file, which the caller has checked. */
  void start(int from, int count);

  /**
   * The next bytes of the block.
   *
   * @throws ImageException UNREADABLE if it has fewer
   */
  void read(byte[] target, int length);

  @Override
  default void close() {}

  static TiffBlock of(Bytes bytes, int compression) {
    return switch (compression) {
      case TiffFile.LZW -> new LzwReader(bytes);
      case TiffFile.DEFLATE, TiffFile.OLD_DEFLATE -> new Deflated(bytes);
      case TiffFile.PACK_BITS -> new PackBits(bytes);
      default -> new Plain(bytes);
    };
  }

  /** Not packed. */
  final class Plain implements TiffBlock {
    private final Bytes bytes;
    private int at;
    private int end;

    private Plain(Bytes bytes) {
      this.bytes = bytes;
    }

    @Override
    public void start(int from, int count) {
      at = from;
      end = from + count;
    }

    @Override
    public void read(byte[] target, int length) {
      if (length > end - at) {
        throw bytes.unreadable("has too few pixels in one of its strips or tiles");
      }
      System.arraycopy(bytes.data(), at, target, 0, length);
      at += length;
    }
  }

  /** zlib's format. */
  final class Deflated implements TiffBlock {
    private final Bytes bytes;
    private final Inflater inflater = new Inflater();

    private Deflated(Bytes bytes) {
      this.bytes = bytes;
    }

    @Override
    public void start(int from, int count) {
      inflater.reset();
      inflater.setInput(bytes.data(), from, count);
    }

    @Override
    public void read(byte[] target, int length) {
      try {
        int to = 0;
        while (to < length) {
          int got = inflater.inflate(target, to, length - to);
          if (got == 0) {
            throw bytes.unreadable("is damaged: its deflated pixels end too early");
          }
          to += got;
        }
      } catch (DataFormatException e) {
        throw new ImageException(
            ImageException.Reason.UNREADABLE,
            "the TIFF is damaged: its pixels can't be unpacked (" + e.getMessage() + ")",
            e);
      }
    }

    @Override
    public void close() {
      inflater.end();
    }
  }

  /** Runs of equal bytes, and runs of different ones (TIFF 6.0, section 9). */
  final class PackBits implements TiffBlock {
    private static final int NOTHING = -128;

    private final Bytes bytes;
    private int at;
    private int end;
    private int left;
    private boolean equal;

    private PackBits(Bytes bytes) {
      this.bytes = bytes;
    }

    @Override
    public void start(int from, int count) {
      at = from;
      end = from + count;
      left = 0;
    }

    @Override
    public void read(byte[] target, int length) {
      int to = 0;
      while (to < length) {
        if (left == 0) {
          requireBytes(1);
          int run = bytes.data()[at++];
          equal = run < 0;
          left = run == NOTHING ? 0 : Math.abs(run) + 1;
          continue;
        }
        int taken = Math.min(left, length - to);
        requireBytes(equal ? 1 : taken);
        if (equal) {
          Arrays.fill(target, to, to + taken, bytes.data()[at]);
        } else {
          System.arraycopy(bytes.data(), at, target, to, taken);
          at += taken;
        }
        left -= taken;
        if (equal && left == 0) {
          at++;
        }
        to += taken;
      }
    }

    private void requireBytes(int count) {
      if (count > end - at) {
        throw bytes.unreadable("is damaged: its packed pixels end too early");
      }
    }
  }
}
