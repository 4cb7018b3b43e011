package org.mekiki.image;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_PNG_COMPRESSION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;

/** Pictures to JPEG and PNG. The same picture and settings always give the same bytes. */
public final class ImageWriter {
  private static final int PNG_LEVEL = 1;

  private ImageWriter() {}

  /**
   * Baseline JPEG; grey pictures give grey files, colour is subsampled 4:2:0.
   *
   * @param quality 1 (smallest) to 100 (best)
   */
  public static byte[] jpeg(Picture picture, int quality) {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException("JPEG quality " + quality + " is not in 1…100");
    }
    return encode(picture, ".jpg", IMWRITE_JPEG_QUALITY, quality);
  }

  /** PNG, lossless, compressed for speed. */
  public static byte[] png(Picture picture) {
    return encode(picture, ".png", IMWRITE_PNG_COMPRESSION, PNG_LEVEL);
  }

  private static byte[] encode(Picture picture, String extension, int parameter, int value) {
    OpenCv.load();
    try (PointerScope scope = new PointerScope()) {
      Mat mat = OpenCv.toMat(picture);
      if (picture.channels() == 3) {
        cvtColor(mat, mat, COLOR_RGB2BGR);
      }
      BytePointer buffer = new BytePointer();
      if (!imencode(extension, mat, buffer, new IntPointer(parameter, value))) {
        throw new IllegalStateException("can't encode a " + picture + " as " + extension);
      }
      byte[] encoded = new byte[Math.toIntExact(buffer.limit())];
      buffer.get(encoded);
      return encoded;
    }
  }
}
