package org.mekiki.image.file;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The pixels of a PNG (ISO/IEC 15948, clauses 8 to 11), in Java: unpacked by {@link Inflater} row
 * by row, unfiltered, and written as 8 bits a sample without transparency.
 *
 * <p>Beside the picture it takes memory for three rows. It is faster than OpenCV's reader and than
 * the JDK's.
 */
public final class PngDecoder {
  private static final int PALETTE_TYPE = 3;
  private static final int LEVELS = 256;

  /** Adam7 (clause 8.2): first column and row, then steps, of each of the seven passes. */
  private static final int[][] ADAM7 = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private static final int[][] WHOLE = {{0, 0, 1, 1}};

  private final Bytes bytes;
  private final ImageHeader header;
  private final PngFile file;
  private final Inflater inflater = new Inflater();
  private final byte[] pixels;
  private final byte[] palette = new byte[3 * LEVELS];
  private final byte[] toEightBits;

  /** Position in the list of IDAT chunks of the one that the inflater gets next. */
  private int nextPart;

  private PngDecoder(Bytes bytes, PngFile file, ImageHeader header, byte[] toEightBits) {
    this.bytes = bytes;
    this.header = header;
    this.file = file;
    this.toEightBits = toEightBits;
    this.pixels = new byte[header.width() * header.height() * header.channels()];
    if (file.palette() >= 0) {
      System.arraycopy(bytes.data(), file.palette(), palette, 0, 3 * file.colours());
    }
  }

  /**
   * Decodes; the caller has checked that the pixels fit into an array.
   *
   * @param toEightBits for each sample of 16 bits, what it becomes
   */
  public static byte[] decode(Bytes bytes, PngFile file, ImageHeader header, byte[] toEightBits) {
    PngDecoder decoder = new PngDecoder(bytes, file, header, toEightBits);
    try {
      decoder.decode();
      return decoder.pixels;
    } catch (DataFormatException e) {
      throw new ImageException(
          ImageException.Reason.UNREADABLE,
          "the PNG is damaged: its pixels can't be unpacked (" + e.getMessage() + ")",
          e);
    } finally {
      decoder.inflater.end();
    }
  }

  private void decode() throws DataFormatException {
    for (int[] pass : file.interlaced() ? ADAM7 : WHOLE) {
      int columns = steps(header.width(), pass[0], pass[2]);
      int rows = steps(header.height(), pass[1], pass[3]);
      if (columns > 0 && rows > 0) {
        decodePass(pass, columns, rows);
      }
    }
  }

  private static int steps(int size, int first, int step) {
    return size <= first ? 0 : (size - first - 1) / step + 1;
  }

  private void decodePass(int[] pass, int columns, int rows) throws DataFormatException {
    int bitsPerPixel = file.samples() * file.bits();
    int rowBytes = (int) (((long) columns * bitsPerPixel + 7) / 8);
    int back = Math.max(1, bitsPerPixel / 8);
    // The filter's type, then `back` zeros as the pixel left of the row, which it may ask for.
    byte[] row = new byte[back + rowBytes];
    byte[] above = new byte[back + rowBytes];
    byte[] type = new byte[1];
    for (int y = 0; y < rows; y++) {
      inflate(type, 0, 1, y);
      inflate(row, back, rowBytes, y);
      unfilter(type[0], row, above, back, y);
      write(row, back, columns, pass, pass[1] + y * pass[3]);
      byte[] spare = above;
      above = row;
      row = spare;
    }
  }

  private void inflate(byte[] target, int from, int length, int y) throws DataFormatException {
    int at = from;
    int end = from + length;
    while (at < end) {
      int got = inflater.inflate(target, at, end - at);
      at += got;
      if (got == 0) {
        if (inflater.finished() || inflater.needsDictionary() || !feed()) {
          throw bytes.unreadable("is damaged: its pixels end in row " + y);
        }
      }
    }
  }

  private boolean feed() {
    if (!inflater.needsInput() || nextPart == file.data().size()) {
      return false;
    }
    PngFile.Part part = file.data().get(nextPart++);
    inflater.setInput(bytes.data(), part.at(), part.length());
    return true;
  }

  private void unfilter(int type, byte[] row, byte[] above, int back, int y) {
    switch (type) {
      case 0 -> {}
      case 1 -> {
        for (int i = back; i < row.length; i++) {
          row[i] += row[i - back];
        }
      }
      case 2 -> {
        for (int i = back; i < row.length; i++) {
          row[i] += above[i];
        }
      }
      case 3 -> {
        for (int i = back; i < row.length; i++) {
          row[i] += (byte) ((row[i - back] & 0xff) + (above[i] & 0xff) >> 1);
        }
      }
      case 4 -> {
        for (int i = back; i < row.length; i++) {
          row[i] += (byte) paeth(row[i - back] & 0xff, above[i] & 0xff, above[i - back] & 0xff);
        }
      }
      default ->
          throw bytes.unreadable(
              "is damaged: row " + y + " has filter type " + (type & 0xff) + ", not 0 to 4");
    }
  }

  /** Of left, above and above left the one that is nearest to left + above - above left. */
  private static int paeth(int left, int above, int aboveLeft) {
    int toLeft = Math.abs(above - aboveLeft);
    int toAbove = Math.abs(left - aboveLeft);
    int toAboveLeft = Math.abs(left + above - 2 * aboveLeft);
    if (toLeft <= toAbove && toLeft <= toAboveLeft) {
      return left;
    }
    return toAbove <= toAboveLeft ? above : aboveLeft;
  }

  private void write(byte[] row, int from, int columns, int[] pass, int y) {
    int channels = header.channels();
    int to = (y * header.width() + pass[0]) * channels;
    int step = pass[2] * channels;
    int bits = file.bits();
    if (bits < 8) {
      writeSmall(row, from, columns, to, step);
    } else if (bits == 8 && step == 1 && file.samples() == 1 && channels == 1
        || bits == 8 && step == 3 && file.samples() == 3) {
      System.arraycopy(row, from, pixels, to, columns * channels);
    } else if (file.colourType() == PALETTE_TYPE) {
      for (int x = 0; x < columns; x++) {
        System.arraycopy(palette, 3 * (row[from + x] & 0xff), pixels, to + x * step, 3);
      }
    } else {
      int bytesPerSample = bits / 8;
      int bytesPerPixel = bytesPerSample * file.samples();
      for (int c = 0; c < channels; c++) {
        int at = from + c * bytesPerSample;
        int target = to + c;
        for (int x = 0; x < columns; x++, at += bytesPerPixel, target += step) {
          pixels[target] =
              bits == 8 ? row[at] : toEightBits[(row[at] & 0xff) << 8 | row[at + 1] & 0xff];
        }
      }
    }
  }

  /** Grey levels or colours of 1, 2 or 4 bits; the first pixel lies in the highest bits. */
  private void writeSmall(byte[] row, int from, int columns, int to, int step) {
    int bits = file.bits();
    int perByte = 8 / bits;
    int most = (1 << bits) - 1;
    for (int x = 0; x < columns; x++) {
      int value = row[from + x / perByte] >> 8 - bits - x % perByte * bits & most;
      if (file.colourType() == PALETTE_TYPE) {
        System.arraycopy(palette, 3 * value, pixels, to + x * step, 3);
      } else {
        pixels[to + x * step] = (byte) (value * 255 / most);
      }
    }
  }
}
