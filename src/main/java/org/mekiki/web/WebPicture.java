package org.mekiki.web;

import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImageHeader;
import org.mekiki.image.ImageLimits;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.inspect.Frame;

/**
 * A frame's picture in a format that browsers show: its own bytes where they do, else a JPEG.
 *
 * @param contentType found from the bytes, never from what a sender claims
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record WebPicture(String contentType, byte[] bytes) {
  private static final int QUALITY = 90;
  private static final ImageDecoder DECODER = new ImageDecoder(ImageLimits.DEFAULT);

  /**
   * Converts where needed.
   *
   * @throws org.mekiki.image.ImageException if the bytes are no picture
   */
  static WebPicture of(Frame.Content content) {
    if (content instanceof Frame.Raw raw) {
      return jpeg(
          Picture.ofRaw(raw.format(), raw.width(), raw.height(), raw.stride(), raw.bytes()));
    }
    byte[] bytes = ((Frame.Encoded) content).bytes();
    return switch (ImageHeader.read(bytes).format()) {
      case JPEG -> new WebPicture("image/jpeg", bytes);
      case PNG -> new WebPicture("image/png", bytes);
      case WEBP -> new WebPicture("image/webp", bytes);
      case BMP -> new WebPicture("image/bmp", bytes);
      case TIFF -> jpeg(DECODER.decode(bytes));
    };
  }

  private static WebPicture jpeg(Picture picture) {
    return new WebPicture("image/jpeg", ImageWriter.jpeg(picture, QUALITY));
  }
}
