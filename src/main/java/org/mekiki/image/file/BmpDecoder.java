package org.mekiki.image.file;

import java.util.function.IntUnaryOperator;

/** The pixels of a bitmap, in Java: 8 bits a sample, without transparency. */
public final class BmpDecoder {
  private static final int LEVELS = 256;
  private static final int END_OF_ROW = 0;
  private static final int END_OF_PICTURE = 1;
  private static final int MOVE = 2;

  private final Bytes bytes;
  private final BmpFile file;
  private final ImageHeader header;
  private final byte[] pixels;

  /** Red, green and blue of each number; black where the file has no colour for it. */
  private final byte[] palette = new byte[3 * LEVELS];

  private BmpDecoder(Bytes bytes, BmpFile file, ImageHeader header) {
    this.bytes = bytes;
    this.file = file;
    this.header = header;
    this.pixels = new byte[header.width() * header.height() * header.channels()];
    for (int i = 0; i < file.colours(); i++) {
      for (int c = 0; c < 3; c++) {
        palette[3 * i + c] =
            (byte) bytes.u8(file.palette() + (long) i * file.paletteEntry() + 2 - c);
      }
    }
  }

  /** Decodes; the caller has checked that the pixels fit into an array. */
  public static byte[] decode(Bytes bytes, BmpFile file, ImageHeader header) {
    BmpDecoder decoder = new BmpDecoder(bytes, file, header);
    if (file.runs()) {
      decoder.decodeRuns();
    } else {
      for (int row = 0; row < header.height(); row++) {
        decoder.decodeRow(row);
      }
    }
    return decoder.pixels;
  }

  /** Where in the pixels a row of the file begins. */
  private int target(int row) {
    int y = file.topDown() ? row : header.height() - 1 - row;
    return y * header.width() * header.channels();
  }

  private void decodeRow(int row) {
    byte[] data = bytes.data();
    int from = (int) (file.pixels() + file.rowBytes(header) * row);
    int to = target(row);
    int end = to + header.width() * header.channels();
    int bits = file.bits();
    if (bits == 16) {
      for (; to < end; to += 3, from += 2) {
        writeSixteenBits((data[from + 1] & 0xff) << 8 | data[from] & 0xff, to);
      }
    } else if (bits > 8) {
      for (int step = bits / 8; to < end; to += 3, from += step) {
        pixels[to] = data[from + 2];
        pixels[to + 1] = data[from + 1];
        pixels[to + 2] = data[from];
      }
    } else if (bits == 8 && header.channels() == 1) {
      for (; to < end; to++, from++) {
        pixels[to] = palette[3 * (data[from] & 0xff)];
      }
    } else {
      int perByte = 8 / bits;
      int most = (1 << bits) - 1;
      for (int x = 0; x < header.width(); x++) {
        write(data[from + x / perByte] >> 8 - bits - x % perByte * bits & most, to);
        to += header.channels();
      }
    }
  }

  private void write(int colour, int to) {
    pixels[to] = palette[3 * colour];
    if (header.channels() == 3) {
      pixels[to + 1] = palette[3 * colour + 1];
      pixels[to + 2] = palette[3 * colour + 2];
    }
  }

  /** The high bits are those of the file, the low ones 0. */
  private void writeSixteenBits(int value, int to) {
    int green = file.sixBitGreen() ? 6 : 5;
    pixels[to] = (byte) (value >> 5 + green << 3);
    pixels[to + 1] = (byte) (value >> 5 << 8 - green);
    pixels[to + 2] = (byte) (value << 3);
  }

  /** Runs of one colour, runs of several, and moves that leave the first colour behind. */
  private void decodeRuns() {
    fill();
    int at = (int) Math.min(file.pixels(), bytes.length());
    int x = 0;
    int row = 0;
    boolean halves = file.compression() == BmpFile.RUNS_OF_HALF_BYTES;
    while (row < header.height()) {
      int count = bytes.u8(at);
      int value = bytes.u8(at + 1L);
      at += 2;
      if (count > 0) {
        x = writeRun(count, i -> halves ? half(value, i) : value, x, row);
      } else if (value == END_OF_ROW) {
        x = 0;
        row++;
      } else if (value == END_OF_PICTURE) {
        return;
      } else if (value == MOVE) {
        x += bytes.u8(at);
        row += bytes.u8(at + 1L);
        at += 2;
      } else {
        int from = at;
        x =
            writeRun(
                value,
                i -> halves ? half(bytes.u8(from + (long) i / 2), i) : bytes.u8((long) from + i),
                x,
                row);
        int used = halves ? (value + 1) / 2 : value;
        at += used + (used & 1);
      }
    }
  }

  private static int half(int value, int i) {
    return i % 2 == 0 ? value >> 4 : value & 0xf;
  }

  /** Whatever isn't written has the first colour. */
  private void fill() {
    for (int to = 0; to < pixels.length; to += header.channels()) {
      write(0, to);
    }
  }

  private int writeRun(int count, IntUnaryOperator colours, int x, int row) {
    int fitting = Math.min(count, header.width() - x);
    if (fitting < 0) {
      throw bytes.unreadable("is damaged: row " + row + " is longer than the picture is wide");
    }
    int to = target(row) + x * header.channels();
    for (int i = 0; i < fitting; i++, to += header.channels()) {
      write(colours.applyAsInt(i), to);
    }
    return x + fitting;
  }
}
