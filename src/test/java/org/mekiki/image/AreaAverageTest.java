package org.mekiki.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;

import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same average as OpenCV's, of which earlier releases made their models. */
class AreaAverageTest {
  @ParameterizedTest(name = "{0}x{1} to {2}x{3}")
  @CsvSource({
    "900, 900, 224, 224",
    "450, 451, 224, 224",
    "501, 376, 224, 224",
    "1000, 750, 224, 224",
    "4000, 30, 224, 7",
    "225, 225, 224, 224",
    "640, 480, 224, 480",
    "640, 480, 640, 224",
    "17, 5, 3, 2",
    "7, 3, 1, 2",
    "3, 2, 2, 1"
  })
  void samplesAreThoseOfOpenCv(int width, int height, int newWidth, int newHeight) {
    for (PixelFormat format : new PixelFormat[] {PixelFormat.GRAY8, PixelFormat.RGB8}) {
      byte[] pixels = new byte[format.samples() * width * height];
      new Random(width * 31L + height).nextBytes(pixels);
      Picture picture = Picture.ofRaw(format, width, height, 0, pixels);

      byte[] made = AreaAverage.shrink(picture, newWidth, newHeight);

      assertNearlyAll(made, byOpenCv(picture, newWidth, newHeight));
    }
  }

  /**
   * Where a processor multiplies and adds in one step, a sum that lies in the middle between two
   * numbers may become the other one.
   */
  private static void assertNearlyAll(byte[] made, byte[] expected) {
    assertThat(made).hasSameSizeAs(expected);
    int others = 0;
    for (int i = 0; i < made.length; i++) {
      int off = Math.abs((made[i] & 0xff) - (expected[i] & 0xff));
      assertThat(off).as("sample %d", i).isLessThanOrEqualTo(1);
      others += off;
    }
    assertThat(others).as("of %d samples", made.length).isLessThanOrEqualTo(made.length / 1000);
  }

  private static byte[] byOpenCv(Picture picture, int width, int height) {
    OpenCv.load();
    try (PointerScope scope = new PointerScope()) {
      Mat result = new Mat();
      opencv_imgproc.resize(
          OpenCv.toMat(picture), result, new Size(width, height), 0, 0, INTER_AREA);
      return OpenCv.toBytes(result);
    }
  }
}
