package org.mekiki.image.file;

/**
 * Unpacks TIFF's LZW (TIFF 6.0, section 13): codes of 9 to 12 bits, highest bit first, that grow
 * one code early. The bytes come as they are asked for; memory is a table of 4,096 strings.
 *
 * <p>A string is a shorter one and a byte more, so it is written from its end.
 */
final class LzwReader implements TiffBlock {
  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int FIRST_FREE = 258;
  private static final int MOST_CODES = 4096;
  private static final int LEAST_BITS = 9;
  private static final int MOST_BITS = 12;

  private final Bytes bytes;
  private final short[] shorter = new short[MOST_CODES];
  private final byte[] last = new byte[MOST_CODES];
  private final byte[] first = new byte[MOST_CODES];
  private final short[] lengths = new short[MOST_CODES];

  /** What of the last string didn't fit into what was asked for. */
  private final byte[] rest = new byte[MOST_CODES];

  private int restAt;
  private int restEnd;
  private int at;
  private int end;
  private int buffer;
  private int buffered;
  private int width;
  private int free;
  private int before;

  LzwReader(Bytes bytes) {
    this.bytes = bytes;
    for (int i = 0; i < CLEAR; i++) {
      first[i] = (byte) i;
      last[i] = (byte) i;
      lengths[i] = 1;
    }
  }

  @Override
  public void start(int from, int count) {
    at = from;
    end = from + count;
    buffer = 0;
    buffered = 0;
    restAt = 0;
    restEnd = 0;
    clear();
  }

  private void clear() {
    width = LEAST_BITS;
    free = FIRST_FREE;
    before = -1;
  }

  @Override
  public void read(byte[] target, int length) {
    int to = Math.min(length, restEnd - restAt);
    System.arraycopy(rest, restAt, target, 0, to);
    restAt += to;
    while (to < length) {
      int code = next();
      if (code == CLEAR) {
        clear();
        continue;
      }
      if (code == END) {
        throw bytes.unreadable("is damaged: its LZW data end too early");
      }
      learn(code);
      int size = lengths[code];
      if (size <= length - to) {
        write(code, target, to + size);
        to += size;
      } else {
        write(code, rest, size);
        restAt = length - to;
        restEnd = size;
        System.arraycopy(rest, 0, target, to, restAt);
        return;
      }
    }
  }

  /** The string before, and the first byte of this one, is a new string. */
  private void learn(int code) {
    if (code > (before < 0 ? END : free)) {
      throw bytes.unreadable("is damaged: its LZW data name string " + code + " too early");
    }
    if (before >= 0 && free < MOST_CODES) {
      shorter[free] = (short) before;
      lengths[free] = (short) (lengths[before] + 1);
      first[free] = first[before];
      last[free] = first[code == free ? before : code];
      free++;
      if (free == (1 << width) - 1 && width < MOST_BITS) {
        width++;
      }
    }
    before = code;
  }

  private void write(int code, byte[] target, int stop) {
    int string = code;
    int to = stop;
    while (string > END) {
      target[--to] = last[string];
      string = shorter[string];
    }
    target[to - 1] = (byte) string;
  }

  private int next() {
    while (buffered < width) {
      if (at == end) {
        throw bytes.unreadable("is damaged: its LZW data end too early");
      }
      buffer = buffer << 8 | bytes.data()[at++] & 0xff;
      buffered += 8;
    }
    buffered -= width;
    return buffer >>> buffered & (1 << width) - 1;
  }
}
