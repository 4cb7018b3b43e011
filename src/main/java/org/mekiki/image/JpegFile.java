package org.mekiki.image;

/**
 * The marker structure of a JPEG (ITU-T T.81, annex B).
 *
 * <p>The whole file is walked from marker to marker, so an end marker inside an embedded thumbnail
 * (which lies in an APP segment) doesn't count, and bytes after the picture's own end marker, as
 * some cameras append, do no harm.
 */
final class JpegFile {
  private static final int END_OF_IMAGE = 0xd9;
  private static final int START_OF_SCAN = 0xda;

  /**
   * Encoders make about ten. Each costs a pass over the whole picture, so that thousands, a few
   * bytes each, would keep a thread for minutes.
   */
  private static final int MAX_SCANS = 100;

  private JpegFile() {}

  static ImageHeader header(Bytes bytes) {
    long at = 2;
    while (true) {
      at = nextMarker(bytes, at);
      int marker = bytes.u8(at - 1);
      if (isFrame(marker)) {
        int components = bytes.u8(at + 7);
        return ImageHeader.of(
            bytes, bytes.u16be(at + 5), bytes.u16be(at + 3), components == 1 ? 1 : 3);
      }
      if (marker == END_OF_IMAGE || marker == START_OF_SCAN) {
        throw bytes.unreadable("has no frame header before byte " + at);
      }
      at = skipSegment(bytes, at, marker);
    }
  }

  static void requireComplete(Bytes bytes) {
    long at = 2;
    int scans = 0;
    try {
      while (true) {
        at = nextMarker(bytes, at);
        int marker = bytes.u8(at - 1);
        if (marker == END_OF_IMAGE) {
          return;
        }
        if (marker == START_OF_SCAN && ++scans > MAX_SCANS) {
          throw bytes.unreadable("has more than " + MAX_SCANS + " scans");
        }
        at = skipSegment(bytes, at, marker);
      }
    } catch (ImageException e) {
      if (e.reason() == ImageException.Reason.TRUNCATED) {
        throw bytes.truncated("its end marker");
      }
      throw e;
    }
  }

  /**
   * Position just after the next marker. Entropy-coded data is passed over: in it, ff is followed
   * by 00 or a restart marker.
   */
  private static long nextMarker(Bytes bytes, long from) {
    byte[] data = bytes.data();
    int end = data.length - 1;
    for (int i = (int) Math.min(from, Integer.MAX_VALUE); i < end; i++) {
      if (data[i] == (byte) 0xff) {
        int marker = data[i + 1] & 0xff;
        boolean inside = marker == 0 || marker == 0xff || (marker >= 0xd0 && marker <= 0xd7);
        if (!inside) {
          return i + 2L;
        }
      }
    }
    throw bytes.truncated("the next marker");
  }

  private static long skipSegment(Bytes bytes, long at, int marker) {
    if (marker == 0x01 || marker == 0xd8) { // stand alone
      return at;
    }
    int length = bytes.u16be(at);
    if (length < 2) {
      throw bytes.unreadable("has a segment of length " + length + " at byte " + at);
    }
    bytes.require(at, length);
    return at + length;
  }

  /** SOF0…SOF15 but DHT (c4), JPG (c8) and DAC (cc). */
  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }
}
