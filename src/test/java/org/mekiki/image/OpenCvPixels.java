package org.mekiki.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_ANYDEPTH;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_GRAYSCALE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;

/** What OpenCV makes of an encoded picture: the reference for the decoders in Java. */
final class OpenCvPixels {
  private OpenCvPixels() {}

  /**
   * 8 bits a sample, RGB; 16 are divided by 257 and rounded. Asked for RGB itself, OpenCV 4.13
   * gives memory that it never wrote for TIFFs of 16 bits.
   *
   * @return empty if OpenCV can't read it
   */
  static Optional<byte[]> of(byte[] encoded, int channels) {
    OpenCv.load();
    try (PointerScope scope = new PointerScope()) {
      int colour = channels == 1 ? IMREAD_GRAYSCALE : IMREAD_COLOR;
      Mat mat = imdecode(new Mat(encoded), colour | IMREAD_ANYDEPTH | IMREAD_IGNORE_ORIENTATION);
      if (mat.empty()) {
        return Optional.empty();
      }
      if (mat.depth() != CV_8U) {
        mat.convertTo(mat, CV_8U, 1 / 257.0, 0);
      }
      if (channels == 3) {
        cvtColor(mat, mat, COLOR_BGR2RGB);
      }
      return Optional.of(OpenCv.toBytes(mat));
    }
  }
}
