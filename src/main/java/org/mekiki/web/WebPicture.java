package org.mekiki.web;

import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.SampleBits;
import org.mekiki.image.file.ImageException;
import org.mekiki.image.file.ImageHeader;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.Frame;

/**
 * A frame's picture in a format that browsers show: its own bytes where they do, else a JPEG.
 *
 * @param contentType found from the bytes, never from what a sender claims
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record WebPicture(String contentType, byte[] bytes) {
  private static final int QUALITY = 90;
  private static final int ALL_BITS = 16;
  private static final ImageDecoder DECODER = new ImageDecoder(ImageLimits.DEFAULT);

  /**
   * Converts where needed.
   *
   * @throws org.mekiki.image.file.ImageException if the bytes are no picture
   */
  static WebPicture of(Frame.Content content) {
    if (content instanceof Frame.Raw raw) {
      return jpeg(
          Picture.ofRaw(raw.format(), raw.width(), raw.height(), raw.stride(), raw.bytes()));
    }
    Frame.Encoded encoded = (Frame.Encoded) content;
    byte[] bytes = encoded.bytes();
    return switch (ImageHeader.read(bytes).format()) {
      case JPEG -> new WebPicture("image/jpeg", bytes);
      case PNG -> png(encoded);
      case WEBP -> new WebPicture("image/webp", bytes);
      case BMP -> new WebPicture("image/bmp", bytes);
      case TIFF -> jpeg(decode(encoded, bits(encoded)));
    };
  }

  /** With 10 or 12 bits in samples of 16, browsers show little but black. */
  private static WebPicture png(Frame.Encoded picture) {
    try {
      int bits = bits(picture);
      if (bits < ALL_BITS) {
        return jpeg(decode(picture, bits));
      }
    } catch (ImageException e) {
      // A browser may still show a part of it.
    }
    return new WebPicture("image/png", picture.bytes());
  }

  /** That the camera uses of samples of 16: what the sender says, else what the picture takes. */
  private static int bits(Frame.Encoded picture) {
    if (picture.bits() > 0) {
      return picture.bits();
    }
    SampleBits taken = new SampleBits();
    taken.add(DECODER.bitsTaken(picture.bytes()));
    return taken.bits() == SampleBits.UNKNOWN ? ALL_BITS : taken.bits();
  }

  private static Picture decode(Frame.Encoded picture, int bits) {
    return DECODER.decode(picture.bytes(), Integer.MAX_VALUE, Integer.MAX_VALUE, bits);
  }

  private static WebPicture jpeg(Picture picture) {
    return new WebPicture("image/jpeg", ImageWriter.jpeg(picture, QUALITY));
  }
}
