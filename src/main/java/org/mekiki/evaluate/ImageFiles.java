package org.mekiki.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImageException;
import org.mekiki.image.ImageLimits;
import org.mekiki.image.Picture;
import org.mekiki.padim.ImageShape;

/** Pictures and masks from files. Thread-safe. */
final class ImageFiles {
  /** A file can't be used; the message says why. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    UnreadableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final ImageDecoder decoder;
  private final ImageShape wanted;

  /** Pictures are decoded for a backbone of this input, as frames are in operation. */
  ImageFiles(ImageShape wanted, ImageLimits limits) {
    this.wanted = wanted;
    this.decoder = new ImageDecoder(limits);
  }

  /** The picture of a file; of a large JPEG, one that is reduced but not below the input's size. */
  Picture picture(Path file) throws UnreadableException {
    byte[] bytes = bytes(file);
    try {
      return decoder.decode(bytes, wanted.width(), wanted.height());
    } catch (ImageException e) {
      throw new UnreadableException(e.getMessage(), e);
    }
  }

  /** The mask of a file: every pixel that is not black is defective. */
  Mask mask(Path file) throws UnreadableException {
    byte[] bytes = bytes(file);
    try {
      return mask(decoder.decode(bytes));
    } catch (ImageException e) {
      throw new UnreadableException(e.getMessage(), e);
    }
  }

  private static Mask mask(Picture picture) {
    byte[] samples = picture.toBytes();
    int channels = picture.channels();
    Mask mask = Mask.none(picture.width(), picture.height());
    for (int i = 0; i < samples.length; i++) {
      if (samples[i] != 0) {
        mask.defective()[i / channels] = true;
      }
    }
    return mask;
  }

  private static byte[] bytes(Path file) throws UnreadableException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new UnreadableException("there is no such file", e);
    } catch (IOException e) {
      throw new UnreadableException("it can't be read: " + e.getMessage(), e);
    }
  }
}
