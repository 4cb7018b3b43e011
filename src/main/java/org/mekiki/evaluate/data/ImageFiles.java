package org.mekiki.evaluate.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.Picture;
import org.mekiki.image.SampleBits;
import org.mekiki.image.file.ImageException;
import org.mekiki.image.file.ImageFormat;
import org.mekiki.image.file.ImageHeader;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.padim.feature.ImageShape;

/** Pictures and masks from files. Thread-safe. */
public final class ImageFiles {
  /** A file can't be used; the message says why. */
  public static class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    public UnreadableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Brightness that black areas of a JPEG beside bright ones stay below. */
  private static final int JPEG_NOISE = 32;

  private static final int ALL_BITS = 16;

  private final ImageDecoder decoder;
  private final ImageShape wanted;

  /** Of samples of 16 that the camera uses. */
  private volatile int bits = ALL_BITS;

  /** Pictures are decoded for a backbone of this input, as frames are in operation. */
  public ImageFiles(ImageShape wanted, ImageLimits limits) {
    this.wanted = wanted;
    this.decoder = new ImageDecoder(limits);
  }

  /**
   * Finds out how many bits of samples of 16 the camera uses; all pictures are then read so.
   *
   * @param good pictures; those that can't be read don't count
   */
  public void learnBits(List<Path> good) {
    int learned = SampleBits.of(good, decoder).bits();
    bits = learned == SampleBits.UNKNOWN ? ALL_BITS : learned;
  }

  /** The picture of a file; of a large JPEG, one that is reduced but not below the input's size. */
  public Picture picture(Path file) throws UnreadableException {
    byte[] bytes = bytes(file);
    try {
      return decoder.decode(bytes, wanted.width(), wanted.height(), bits);
    } catch (ImageException e) {
      throw new UnreadableException(e.getMessage(), e);
    }
  }

  /**
   * The mask of a file, or of all files of a folder together. Every pixel that is not black is
   * defective; in a JPEG, whose black is not quite black, every pixel that is at least half as
   * bright as the brightest.
   */
  public Mask mask(Path file) throws UnreadableException {
    if (!Files.isDirectory(file)) {
      return maskOfFile(file);
    }
    Mask all = null;
    for (Path part : DataSets.images(file)) {
      Mask mask = maskOfFile(part);
      if (all == null) {
        all = mask;
      } else if (mask.width() != all.width() || mask.height() != all.height()) {
        throw new UnreadableException("its masks differ in size", null);
      }
      for (int i = 0; i < mask.defective().length; i++) {
        all.defective()[i] |= mask.defective()[i];
      }
    }
    if (all == null) {
      throw new UnreadableException("the folder holds no mask", null);
    }
    return all;
  }

  private Mask maskOfFile(Path file) throws UnreadableException {
    byte[] bytes = bytes(file);
    try {
      boolean lossy = ImageHeader.read(bytes).format() == ImageFormat.JPEG;
      return mask(decoder.decode(bytes), lossy);
    } catch (ImageException e) {
      throw new UnreadableException(e.getMessage(), e);
    }
  }

  private static Mask mask(Picture picture, boolean lossy) {
    byte[] samples = picture.toBytes();
    int least = 1;
    if (lossy) {
      int brightest = 0;
      for (byte sample : samples) {
        brightest = Math.max(brightest, sample & 0xff);
      }
      least = Math.max(JPEG_NOISE, (brightest + 1) / 2);
    }
    int channels = picture.channels();
    Mask mask = Mask.none(picture.width(), picture.height());
    for (int i = 0; i < samples.length; i++) {
      if ((samples[i] & 0xff) >= least) {
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
