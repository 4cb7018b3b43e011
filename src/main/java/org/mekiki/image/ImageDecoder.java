package org.mekiki.image;

import java.util.OptionalInt;
import org.mekiki.image.file.BmpDecoder;
import org.mekiki.image.file.BmpFile;
import org.mekiki.image.file.Bytes;
import org.mekiki.image.file.ImageException;
import org.mekiki.image.file.ImageException.Reason;
import org.mekiki.image.file.ImageHeader;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.image.file.JpegFile;
import org.mekiki.image.file.PngDecoder;
import org.mekiki.image.file.PngFile;
import org.mekiki.image.file.SampleScale;
import org.mekiki.image.file.TiffDecoder;
import org.mekiki.image.file.TiffFile;
import org.mekiki.image.file.WebpFile;
import org.mekiki.text.Text;

/**
 * Encoded bytes to pixels: JPEG, PNG, BMP, WebP, TIFF.
 *
 * <p>Grey files give one channel, all others red, green, blue. Samples of 16 bits are divided by
 * 257 and rounded, or scaled by the bits that the camera uses; transparency is dropped; colour
 * profiles and gamma are not applied. A picture is turned upright as its file's orientation says
 * (EXIF in JPEG and PNG, the tag in TIFF; none in WebP), as browsers and phones do: width and
 * height are those of the turned picture. Of a TIFF with several pages the first is taken.
 *
 * <p>Bytes from outside can't harm: the structure is checked first, the size that is checked is the
 * size that is decoded, and no memory is taken before it is known to be within the limits. PNG,
 * TIFF and BMP are decoded in Java; JPEG and WebP by native code, which gets files that hold
 * nothing but a checked picture. A file that was cut short is refused instead of being filled up
 * with grey as image libraries do. Safe for use by several threads.
 */
public final class ImageDecoder {
  private final ImageLimits limits;

  public ImageDecoder(ImageLimits limits) {
    this.limits = limits;
    OpenCv.load();
  }

  /**
   * Decodes at full size.
   *
   * @throws ImageException with the reason and a sentence
   */
  public Picture decode(byte[] encoded) {
    return decode(encoded, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /**
   * Decodes no larger than needed: a JPEG may come at a half, a quarter or an eighth of its size as
   * long as both sides are still at least what is wanted. That saves most of the time of a large
   * frame. Other formats come at full size.
   *
   * @param wantedWidth columns that the caller will resize to, at least 1
   * @param wantedHeight rows that the caller will resize to, at least 1
   * @throws ImageException with the reason and a sentence
   */
  public Picture decode(byte[] encoded, int wantedWidth, int wantedHeight) {
    return decode(encoded, wantedWidth, wantedHeight, SampleScale.MOST_BITS);
  }

  /**
   * As the other one, for cameras that write 10 or 12 bits into samples of 16.
   *
   * @param bits of a sample of 16 that the camera uses, 1 to 16: the highest value that they can
   *     have is white. Samples of other sizes are as they are
   * @throws ImageException with the reason and a sentence
   */
  public Picture decode(byte[] encoded, int wantedWidth, int wantedHeight, int bits) {
    if (bits < 1 || bits > SampleScale.MOST_BITS) {
      throw new IllegalArgumentException(bits + " bits of a sample: 1 to 16 are possible");
    }
    return decode(encoded, wantedWidth, wantedHeight, SampleScale.table(bits));
  }

  /**
   * How many bits the brightest sample of a picture with samples of 16 bits takes: 12 for a camera
   * of 12 bits, unless the picture is dark.
   *
   * @return 0 to 16; empty for pictures with other samples
   * @throws ImageException with the reason and a sentence
   */
  public OptionalInt bitsTaken(byte[] encoded) {
    requireBytes(encoded);
    ImageHeader header = ImageHeader.read(encoded);
    if (!hasSixteenBits(new Bytes(encoded, header.format()), header)) {
      return OptionalInt.empty();
    }
    int most = 0;
    for (byte bits :
        decode(encoded, header.width(), header.height(), SampleScale.bitsTaken()).pixels()) {
      most = Math.max(most, bits);
    }
    return OptionalInt.of(most);
  }

  private static boolean hasSixteenBits(Bytes bytes, ImageHeader header) {
    return switch (header.format()) {
      case PNG -> PngFile.bits(bytes) == SampleScale.MOST_BITS;
      case TIFF -> {
        TiffFile file = TiffFile.read(bytes, header);
        yield file.bits() == SampleScale.MOST_BITS && file.photometric() != TiffFile.WHITE_IS_ZERO;
      }
      default -> false;
    };
  }

  private Picture decode(byte[] encoded, int wantedWidth, int wantedHeight, byte[] sixteenBits) {
    if (wantedWidth < 1 || wantedHeight < 1) {
      throw new IllegalArgumentException(
          "wanted size " + wantedWidth + "x" + wantedHeight + ": each side must be at least 1");
    }
    requireBytes(encoded);
    ImageHeader header = ImageHeader.read(encoded);
    requirePixels(header.format().label(), header.width(), header.height());
    Bytes bytes = new Bytes(encoded, header.format());
    return switch (header.format()) {
      case JPEG -> jpeg(bytes, header, wantedWidth, wantedHeight);
      case PNG -> png(bytes, header, sixteenBits);
      case TIFF -> tiff(bytes, header, sixteenBits);
      case WEBP -> webp(bytes, header);
      case BMP -> bmp(bytes, header);
    };
  }

  private Picture jpeg(Bytes bytes, ImageHeader header, int wantedWidth, int wantedHeight) {
    JpegFile file = JpegFile.read(bytes);
    Orientation orientation = Orientation.ofExif(bytes, file.exif());
    int scale =
        orientation.swapsSides()
            ? NativeDecoder.scale(header, wantedHeight, wantedWidth)
            : NativeDecoder.scale(header, wantedWidth, wantedHeight);
    long decoded =
        (long) NativeDecoder.reduced(header.width(), scale)
            * NativeDecoder.reduced(header.height(), scale)
            * header.channels();
    long coefficients =
        file.wholeInMemory() ? (long) (2 * file.samplesPerPixel() * header.pixels()) : 0;
    requireMemory(header, decoded, decoded + Math.max(decoded, coefficients));
    return orientation.applyTo(NativeDecoder.decode(header, file.pictureOnly(bytes), scale));
  }

  private Picture png(Bytes bytes, ImageHeader header, byte[] sixteenBits) {
    PngFile file = PngFile.read(bytes);
    requireMemory(header, decodedBytes(header), decodedBytes(header) + 2 * file.rowBytes(header));
    byte[] pixels = PngDecoder.decode(bytes, file, header, sixteenBits);
    return Orientation.ofExif(bytes, file.exif()).applyTo(picture(header, pixels));
  }

  private Picture tiff(Bytes bytes, ImageHeader header, byte[] sixteenBits) {
    TiffFile file = TiffFile.read(bytes, header);
    requireMemory(header, decodedBytes(header), decodedBytes(header) + file.rowBytes());
    byte[] pixels = TiffDecoder.decode(bytes, file, header, sixteenBits);
    return Orientation.ofExif(bytes, 0).applyTo(picture(header, pixels));
  }

  private Picture bmp(Bytes bytes, ImageHeader header) {
    BmpFile file = BmpFile.read(bytes, header);
    requireMemory(header, decodedBytes(header), decodedBytes(header));
    return picture(header, BmpDecoder.decode(bytes, file, header));
  }

  private Picture webp(Bytes bytes, ImageHeader header) {
    WebpFile file = WebpFile.read(bytes, header);
    // A lossless picture is unpacked to four bytes a pixel first.
    long working = 4 * header.pixels();
    requireMemory(header, decodedBytes(header), decodedBytes(header) + working);
    return NativeDecoder.decode(header, file.pictureOnly(bytes), 1);
  }

  private static Picture picture(ImageHeader header, byte[] pixels) {
    return new Picture(header.width(), header.height(), header.channels(), pixels);
  }

  private static long decodedBytes(ImageHeader header) {
    return header.pixels() * header.channels();
  }

  /**
   * Raw pixels within the same limits, as {@link Picture#ofRaw} takes them, but perhaps without a
   * copy: the array must not change any more.
   *
   * @throws ImageException if they are too many, or not as many as announced
   */
  public Picture raw(PixelFormat format, int width, int height, int stride, byte[] data) {
    requireBytes(data);
    requirePixels("raw frame", width, height);
    return RawPixels.picture(format, width, height, stride, data);
  }

  private void requireBytes(byte[] data) {
    if (data.length > limits.maxBytes()) {
      throw new ImageException(
          Reason.TOO_LARGE,
          Text.of(
              "the picture has %d bytes; at most %d are allowed", data.length, limits.maxBytes()));
    }
  }

  private void requirePixels(String what, long width, long height) {
    if (width * height > limits.maxPixels()) {
      throw new ImageException(
          Reason.TOO_LARGE,
          Text.of(
              "the %s has %dx%d = %d pixels; at most %d are allowed",
              what, width, height, width * height, limits.maxPixels()));
    }
  }

  /**
   * Called before any memory is taken.
   *
   * @param decoded bytes of the picture
   * @param all bytes that decoding holds at once, the picture's among them
   */
  private void requireMemory(ImageHeader header, long decoded, long all) {
    if (decoded > ImageLimits.MOST_ARRAY_BYTES || all > limits.maxDecodingBytes()) {
      throw new ImageException(
          Reason.TOO_LARGE,
          Text.of(
              "decoding the %s of %dx%d pixels takes %d bytes; at most %d are allowed, %d for each"
                  + " allowed pixel",
              header.format().label(),
              header.width(),
              header.height(),
              all,
              limits.maxDecodingBytes(),
              ImageLimits.BYTES_PER_PIXEL));
    }
  }
}
