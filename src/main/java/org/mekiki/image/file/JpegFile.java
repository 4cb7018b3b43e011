package org.mekiki.image.file;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.mekiki.text.Text;

/**
 * The marker structure of a JPEG (ITU-T T.81, annex B).
 *
 * <p>The whole file is walked from marker to marker, so an end marker inside an embedded thumbnail
 * (which lies in an APP segment) doesn't count, and bytes after the picture's own end marker, as
 * some cameras append, do no harm.
 *
 * @param wholeInMemory whether a decoder needs all coefficients at once, as in progressive files
 * @param samplesPerPixel what the components have together: 3 for 4:4:4, 1.5 for 4:2:0
 * @param exif position of the EXIF data, or -1
 * @param kept spans of the file that a decoder needs: begin and end, in turn
 */
public record JpegFile(
    boolean wholeInMemory, double samplesPerPixel, int exif, List<Integer> kept) {
  private static final int END_OF_IMAGE = 0xd9;
  private static final int START_OF_SCAN = 0xda;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int ADOBE = 0xee;
  private static final int COMMENT = 0xfe;
  private static final int PROGRESSIVE = 0xc2;

  /**
   * Encoders make about ten. Each costs a pass over the whole picture, so that thousands, a few
   * bytes each, would keep a thread for minutes.
   */
  private static final int MAX_SCANS = 100;

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

  /** Walks through all markers up to the end of the image. */
  public static JpegFile read(Bytes bytes) {
    try {
      return new Walk(bytes).read();
    } catch (ImageException e) {
      if (e.reason() == ImageException.Reason.TRUNCATED) {
        throw bytes.truncated("its end marker");
      }
      throw e;
    }
  }

  /** The file without what a decoder doesn't need: comments, EXIF, profiles, trailing bytes. */
  public byte[] pictureOnly(Bytes bytes) {
    if (kept.size() == 2 && kept.get(1) == bytes.length()) {
      return bytes.data();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length());
    for (int i = 0; i < kept.size(); i += 2) {
      out.write(bytes.data(), kept.get(i), kept.get(i + 1) - kept.get(i));
    }
    return out.toByteArray();
  }

  /** One pass over the file. */
  private static final class Walk {
    private final Bytes bytes;
    private final List<Integer> kept = new ArrayList<>(List.of(0));
    private int scans;
    private int components;
    private int componentsOfScan;
    private boolean progressive;
    private double samplesPerPixel;
    private int exif = -1;

    private Walk(Bytes bytes) {
      this.bytes = bytes;
    }

    private JpegFile read() {
      long at = 2;
      while (true) {
        at = nextMarker(bytes, at);
        int marker = bytes.u8(at - 1);
        if (marker == END_OF_IMAGE) {
          kept.add((int) at);
          requireFrameAndScan();
          boolean whole = progressive || scans > 1 || componentsOfScan < components;
          return new JpegFile(whole, samplesPerPixel, exif, List.copyOf(kept));
        }
        long end = skipSegment(bytes, at, marker);
        segment(marker, at, end);
        at = end;
      }
    }

    private void segment(int marker, long at, long end) {
      if (marker == START_OF_SCAN) {
        if (++scans > MAX_SCANS) {
          throw bytes.unreadable("has more than " + MAX_SCANS + " scans");
        }
        componentsOfScan = bytes.u8(at + 2);
      } else if (isFrame(marker)) {
        frame(marker, at);
      } else if (marker > APP0 && marker <= 0xef && marker != ADOBE || marker == COMMENT) {
        if (marker == APP1 && exif < 0 && end - at > 8 && bytes.name(at + 2).equals("Exif")) {
          exif = (int) at + 8;
        }
        leaveOut((int) at - 2, (int) end);
      }
    }

    private void leaveOut(int from, int to) {
      if (kept.size() > 1 && kept.get(kept.size() - 1) == from) {
        kept.set(kept.size() - 1, to); // straight behind another
      } else {
        kept.add(from);
        kept.add(to);
      }
    }

    private void frame(int marker, long at) {
      if (components > 0) {
        throw bytes.unreadable("has a second frame header at byte " + at);
      }
      if (marker > PROGRESSIVE) {
        throw bytes.unreadable(
            Text.of(
                "is of a kind (SOF%d) that isn't read; baseline and progressive are",
                marker - 0xc0));
      }
      if (bytes.u8(at + 2) != 8) {
        throw bytes.unreadable("has samples of " + bytes.u8(at + 2) + " bits; 8 are read");
      }
      components = bytes.u8(at + 7);
      if (components < 1 || components > 4 || bytes.u16be(at) != 8 + 3 * components) {
        throw bytes.unreadable("has a frame header with " + components + " components");
      }
      progressive = marker == PROGRESSIVE;
      int sum = 0;
      int wide = 1;
      int high = 1;
      for (int i = 0; i < components; i++) {
        int factors = bytes.u8(at + 9 + 3L * i);
        int across = factors >> 4;
        int down = factors & 0xf;
        if (across < 1 || across > 4 || down < 1 || down > 4) {
          throw bytes.unreadable("has sampling factors " + across + "x" + down + ", not 1 to 4");
        }
        wide = Math.max(wide, across);
        high = Math.max(high, down);
        sum += across * down;
      }
      samplesPerPixel = sum / (double) (wide * high);
    }

    private void requireFrameAndScan() {
      if (components == 0 || scans == 0) {
        throw bytes.unreadable("holds no picture: it has " + scans + " scans");
      }
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
