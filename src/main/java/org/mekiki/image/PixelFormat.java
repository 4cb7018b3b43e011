package org.mekiki.image;

/**
 * How raw sensor pixels lie in memory, top row first; names and layouts are those of GenICam's
 * Pixel Format Naming Convention. Every row begins with a whole byte.
 */
public enum PixelFormat {
  /** One byte a pixel. */
  GRAY8(1, 8, Packing.BYTES, Pattern.NONE),
  /** Three bytes a pixel: red, green, blue. */
  RGB8(3, 8, Packing.BYTES, Pattern.NONE),
  /** Three bytes a pixel: blue, green, red. */
  BGR8(3, 8, Packing.BYTES, Pattern.NONE),

  /** Two bytes a pixel, the low one first; 10 bits are used. */
  MONO10(1, 10, Packing.WORDS, Pattern.NONE),
  /** Two bytes a pixel, the low one first; 12 bits are used. */
  MONO12(1, 12, Packing.WORDS, Pattern.NONE),
  /** Two bytes a pixel, the low one first; 14 bits are used. */
  MONO14(1, 14, Packing.WORDS, Pattern.NONE),
  /** Two bytes a pixel, the low one first. */
  MONO16(1, 16, Packing.WORDS, Pattern.NONE),
  /** Four pixels in five bytes, the lowest bits first. */
  MONO10P(1, 10, Packing.STREAM, Pattern.NONE),
  /** Two pixels in three bytes, the lowest bits first. */
  MONO12P(1, 12, Packing.STREAM, Pattern.NONE),
  /** GigE Vision's: two pixels in three bytes, their low bits in the one between. */
  MONO10_PACKED(1, 10, Packing.PAIRS, Pattern.NONE),
  /** GigE Vision's: two pixels in three bytes, their low bits in the one between. */
  MONO12_PACKED(1, 12, Packing.PAIRS, Pattern.NONE),

  /** One byte a pixel behind a colour filter whose first row is red, green. */
  BAYER_RG8(1, 8, Packing.BYTES, Pattern.RG),
  /** One byte a pixel; the filter's first row is green, red. */
  BAYER_GR8(1, 8, Packing.BYTES, Pattern.GR),
  /** One byte a pixel; the filter's first row is green, blue. */
  BAYER_GB8(1, 8, Packing.BYTES, Pattern.GB),
  /** One byte a pixel; the filter's first row is blue, green. */
  BAYER_BG8(1, 8, Packing.BYTES, Pattern.BG),
  /** As {@link #BAYER_RG8}, two bytes a pixel, the low one first; 12 bits are used. */
  BAYER_RG12(1, 12, Packing.WORDS, Pattern.RG),
  /** As {@link #BAYER_GR8}, two bytes a pixel, the low one first; 12 bits are used. */
  BAYER_GR12(1, 12, Packing.WORDS, Pattern.GR),
  /** As {@link #BAYER_GB8}, two bytes a pixel, the low one first; 12 bits are used. */
  BAYER_GB12(1, 12, Packing.WORDS, Pattern.GB),
  /** As {@link #BAYER_BG8}, two bytes a pixel, the low one first; 12 bits are used. */
  BAYER_BG12(1, 12, Packing.WORDS, Pattern.BG);

  /** How samples are put into bytes. */
  enum Packing {
    /** One each. */
    BYTES,
    /** Two bytes each, the low one first. */
    WORDS,
    /** One behind the other, the lowest bit first. */
    STREAM,
    /** Two in three bytes: the first's high bits, both's low bits, the second's high bits. */
    PAIRS
  }

  /** Which colours the first two pixels of a sensor's first row see. */
  enum Pattern {
    NONE,
    RG,
    GR,
    GB,
    BG
  }

  private final int samples;
  private final int bits;
  private final Packing packing;
  private final Pattern pattern;

  PixelFormat(int samples, int bits, Packing packing, Pattern pattern) {
    this.samples = samples;
    this.bits = bits;
    this.packing = packing;
    this.pattern = pattern;
  }

  /** Bytes of a row with this many pixels. */
  public long rowBytes(int width) {
    long all = (long) width * samples;
    return switch (packing) {
      case BYTES -> all;
      case WORDS -> 2 * all;
      case STREAM -> (all * bits + 7) / 8;
      case PAIRS -> (3 * all + 1) / 2;
    };
  }

  /** Samples of a pixel: 1 or 3. */
  int samples() {
    return samples;
  }

  int bits() {
    return bits;
  }

  Packing packing() {
    return packing;
  }

  Pattern pattern() {
    return pattern;
  }
}
