package org.mekiki.image.file;

import org.mekiki.image.file.ImageException.Reason;
import org.mekiki.text.Text;

/**
 * What the first bytes of an encoded picture say, read without taking memory for pixels.
 *
 * @param format of the encoded bytes
 * @param width columns, at least 1
 * @param height rows, at least 1
 * @param channels 1 where the file is grey, 3 where it holds colours; alpha isn't counted
 */
public record ImageHeader(ImageFormat format, int width, int height, int channels) {
  /**
   * Reads the header.
   *
   * @throws ImageException EMPTY, UNKNOWN_FORMAT, TRUNCATED, or UNREADABLE (a size of 0, a broken
   *     structure)
   */
  public static ImageHeader read(byte[] encoded) {
    Bytes bytes = new Bytes(encoded, formatOf(encoded));
    return switch (bytes.format()) {
      case JPEG -> JpegFile.header(bytes);
      case PNG -> PngFile.header(bytes);
      case BMP -> BmpFile.header(bytes);
      case WEBP -> WebpFile.header(bytes);
      case TIFF -> TiffFile.header(bytes);
    };
  }

  /**
   * Walks through a file to its end, without decoding it.
   *
   * @throws ImageException TRUNCATED unless everything that the file announces is there, UNREADABLE
   *     if its structure is broken or of a kind that isn't read
   */
  public void requireComplete(byte[] encoded) {
    Bytes bytes = new Bytes(encoded, format);
    switch (format) {
      case JPEG -> JpegFile.read(bytes);
      case PNG -> PngFile.read(bytes);
      case BMP -> BmpFile.read(bytes, this);
      case WEBP -> WebpFile.read(bytes, this);
      case TIFF -> TiffFile.read(bytes, this);
    }
  }

  /** Width × height. */
  public long pixels() {
    return (long) width * height;
  }

  static ImageHeader of(Bytes bytes, long width, long height, int channels) {
    if (width < 1 || height < 1) {
      throw bytes.unreadable("has a size of " + width + "x" + height + " pixels");
    }
    if (width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
      throw new ImageException(
          Reason.TOO_LARGE,
          Text.of(
              "the %s claims %dx%d pixels, more than any picture can have",
              bytes.format().label(), width, height));
    }
    return new ImageHeader(bytes.format(), (int) width, (int) height, channels);
  }

  private static ImageFormat formatOf(byte[] encoded) {
    if (encoded.length == 0) {
      throw new ImageException(Reason.EMPTY, "the value is empty (0 bytes)");
    }
    if (startsWith(encoded, 0, 0xff, 0xd8, 0xff)) {
      return ImageFormat.JPEG;
    }
    if (startsWith(encoded, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
      return ImageFormat.PNG;
    }
    if (startsWith(encoded, 0, 'R', 'I', 'F', 'F') && startsWith(encoded, 8, 'W', 'E', 'B', 'P')) {
      return ImageFormat.WEBP;
    }
    if (startsWith(encoded, 0, 'I', 'I', 42, 0) || startsWith(encoded, 0, 'M', 'M', 0, 42)) {
      return ImageFormat.TIFF;
    }
    if (startsWith(encoded, 0, 'B', 'M')) {
      return ImageFormat.BMP;
    }
    throw new ImageException(
        Reason.UNKNOWN_FORMAT,
        "the value starts with "
            + beginning(encoded)
            + ", which is none of JPEG, PNG, BMP, WebP, TIFF, Avro");
  }

  private static boolean startsWith(byte[] data, int at, int... expected) {
    if (data.length < at + expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if ((data[at + i] & 0xff) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  /** Up to four printable characters in quotes, else the first bytes in hex. */
  private static String beginning(byte[] data) {
    int shown = Math.min(4, data.length);
    StringBuilder text = new StringBuilder();
    StringBuilder hex = new StringBuilder("the bytes");
    boolean printable = true;
    for (int i = 0; i < shown; i++) {
      int b = data[i] & 0xff;
      printable &= b >= 0x20 && b < 0x7f;
      text.append((char) b);
      hex.append(Text.of(" %02x", b));
    }
    return printable ? "'" + text + (data.length > shown ? "…" : "") + "'" : hex.toString();
  }
}
