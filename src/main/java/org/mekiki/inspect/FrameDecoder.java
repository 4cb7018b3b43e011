package org.mekiki.inspect;

import org.mekiki.image.ImageDecoder;
import org.mekiki.image.Picture;
import org.mekiki.image.file.ImageException;
import org.mekiki.padim.feature.ImageShape;

/** Frame → picture, the same for scoring and training. Thread-safe. */
final class FrameDecoder {
  private static final int ALL_BITS = 16;

  private final ImageDecoder decoder;
  private final PictureRules rules;

  FrameDecoder(ImageDecoder decoder, PictureRules rules) {
    this.decoder = decoder;
    this.rules = rules;
  }

  /** Bits of a frame's samples, as far as frame and settings say; 0 if they don't. */
  int bits(Frame frame) {
    return rules.bits(frame);
  }

  /**
   * Decodes a frame, at a reduced scale where the backbone needs no more.
   *
   * @param otherwise bits of its samples of 16 if neither frame nor settings say, 0 for all
   * @throws UnscorableException if the frame is no picture
   */
  Picture decode(Frame frame, ImageShape wanted, int otherwise) {
    try {
      Frame.Content content = frame.picture();
      if (content instanceof Frame.Raw raw) {
        return decoder.raw(raw.format(), raw.width(), raw.height(), raw.stride(), raw.bytes());
      }
      int said = bits(frame) > 0 ? bits(frame) : otherwise;
      return decoder.decode(
          ((Frame.Encoded) content).bytes(),
          wanted.width(),
          wanted.height(),
          said > 0 ? said : ALL_BITS);
    } catch (ImageException e) {
      throw new UnscorableException(Rejection.of(e.reason()), e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new UnscorableException(Rejection.UNREADABLE_FRAME, e.getMessage(), e);
    }
  }
}
