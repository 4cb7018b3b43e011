package org.mekiki.image.file;

/**
 * The pixels of a TIFF, in Java, row by row: 8 bits a sample, without transparency. Beside the
 * picture it takes memory for one row of a strip or tile.
 */
public final class TiffDecoder {
  private static final int SHORT_LEVELS = 256;

  private final TiffFile file;
  private final int channels;
  private final byte[] pixels;

  /** What a sample becomes. */
  private final byte[] levels;

  /** Red, green and blue of each number. */
  private final byte[] palette;

  private TiffDecoder(TiffFile file, ImageHeader header, byte[] sixteenBits) {
    this.file = file;
    this.channels = header.channels();
    this.pixels = new byte[file.width() * file.height() * channels];
    this.levels = levels(file, sixteenBits);
    this.palette = palette(file);
  }

  /**
   * Decodes; the caller has checked that the pixels fit into an array.
   *
   * @param sixteenBits for each sample of 16 bits, what it becomes
   */
  public static byte[] decode(Bytes bytes, TiffFile file, ImageHeader header, byte[] sixteenBits) {
    TiffDecoder decoder = new TiffDecoder(file, header, sixteenBits);
    try (TiffBlock block = TiffBlock.of(bytes, file.compression())) {
      decoder.decode(block);
    }
    return decoder.pixels;
  }

  private static byte[] levels(TiffFile file, byte[] sixteenBits) {
    byte[] scaled = file.bits() == 16 ? sixteenBits : SampleScale.table(file.bits());
    if (file.photometric() != TiffFile.WHITE_IS_ZERO) {
      return scaled;
    }
    byte[] inverted = new byte[1 << file.bits()];
    for (int v = 0; v < inverted.length; v++) {
      inverted[v] = (byte) (255 - (scaled[v] & 0xff));
    }
    return inverted;
  }

  /** Levels of 16 bits, or of 8 where an old program wrote no more. */
  private static byte[] palette(TiffFile file) {
    int colours = file.palette().length / 3;
    byte[] palette = new byte[3 * colours];
    int shift = 0;
    for (int level : file.palette()) {
      shift = level >= SHORT_LEVELS ? 8 : shift;
    }
    for (int i = 0; i < palette.length; i++) {
      palette[i] = (byte) (file.palette()[i % 3 * colours + i / 3] >> shift);
    }
    return palette;
  }

  private void decode(TiffBlock block) {
    int inRow = file.planar() ? 1 : file.samples();
    byte[] row = new byte[Math.toIntExact(file.rowBytes())];
    int next = 0;
    for (int plane = 0; plane < (file.planar() ? channels : 1); plane++) {
      for (int top = 0; top < file.height(); top += file.blockHeight()) {
        for (int left = 0; left < file.width(); left += file.blockWidth()) {
          block.start((int) file.offsets()[next], (int) file.counts()[next]);
          next++;
          int rows = Math.min(file.blockHeight(), file.height() - top);
          for (int y = 0; y < rows; y++) {
            block.read(row, row.length);
            if (file.predictor()) {
              addUp(row, inRow);
            }
            write(row, inRow, left, top + y, plane);
          }
        }
      }
    }
  }

  /** Rows hold the difference to the sample one pixel to the left. */
  private void addUp(byte[] row, int inRow) {
    if (file.bits() == 8) {
      for (int i = inRow; i < row.length; i++) {
        row[i] += row[i - inRow];
      }
      return;
    }
    int high = file.little() ? 1 : 0;
    int low = 1 - high;
    int back = 2 * inRow;
    for (int i = back; i < row.length; i += 2) {
      int sum =
          ((row[i + high] & 0xff) << 8 | row[i + low] & 0xff)
              + ((row[i - back + high] & 0xff) << 8 | row[i - back + low] & 0xff);
      row[i + high] = (byte) (sum >> 8);
      row[i + low] = (byte) sum;
    }
  }

  private void write(byte[] row, int inRow, int left, int y, int plane) {
    int columns = Math.min(file.blockWidth(), file.width() - left);
    int to = (y * file.width() + left) * channels;
    int bits = file.bits();
    if (file.photometric() == TiffFile.PALETTE) {
      for (int x = 0; x < columns; x++) {
        System.arraycopy(palette, 3 * sample(row, x * inRow), pixels, to + 3 * x, 3);
      }
    } else if (bits == 8
        && inRow == channels
        && !file.planar()
        && file.photometric() != TiffFile.WHITE_IS_ZERO) {
      System.arraycopy(row, 0, pixels, to, columns * channels);
    } else {
      for (int c = 0; c < (file.planar() ? 1 : channels); c++) {
        int target = to + (file.planar() ? plane : c);
        writeSamples(row, c, inRow, columns, target);
      }
    }
  }

  private void writeSamples(byte[] row, int first, int inRow, int columns, int to) {
    int target = to;
    if (file.bits() == 8) {
      for (int i = first; i < columns * inRow; i += inRow, target += channels) {
        pixels[target] = levels[row[i] & 0xff];
      }
    } else if (file.bits() == 16) {
      int high = file.little() ? 1 : 0;
      int low = 1 - high;
      for (int i = first; i < columns * inRow; i += inRow, target += channels) {
        pixels[target] = levels[(row[2 * i + high] & 0xff) << 8 | row[2 * i + low] & 0xff];
      }
    } else {
      for (int i = first; i < columns * inRow; i += inRow, target += channels) {
        pixels[target] = levels[sample(row, i)];
      }
    }
  }

  /** Sample i of a row, of at most 15 bits, that are packed with the highest bit first. */
  private int sample(byte[] row, int i) {
    int bits = file.bits();
    long bit = (long) i * bits;
    int at = (int) (bit / 8);
    int end = (int) (bit % 8) + bits;
    int window = 0;
    for (int b = 0; b < 3; b++) {
      window = window << 8 | (b * 8 < end ? row[at + b] & 0xff : 0);
    }
    return window >> 24 - end & (1 << bits) - 1;
  }
}
