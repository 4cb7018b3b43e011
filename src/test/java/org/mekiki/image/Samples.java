package org.mekiki.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** Pictures for tests, encoded by libraries other than the code under test where there is one. */
public final class Samples {
  private Samples() {}

  /** Smooth, so that lossy formats stay close; every channel differs. */
  static int level(int x, int y, int c, int width, int height) {
    return switch (c) {
      case 0 -> 40 + 160 * x / Math.max(1, width - 1);
      case 1 -> 30 + 180 * y / Math.max(1, height - 1);
      default -> 200 - 150 * (x + y) / Math.max(1, width + height - 2);
    };
  }

  public static Picture colour(int width, int height) {
    return picture(width, height, 3);
  }

  public static Picture grey(int width, int height) {
    return picture(width, height, 1);
  }

  private static Picture picture(int width, int height, int channels) {
    byte[] pixels = new byte[width * height * channels];
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < channels; c++) {
          pixels[i++] = (byte) level(x, y, c, width, height);
        }
      }
    }
    return Picture.ofRaw(
        channels == 1 ? PixelFormat.GRAY8 : PixelFormat.RGB8, width, height, 0, pixels);
  }

  /** By the JDK. */
  static byte[] imageIo(Picture picture, String format) {
    boolean grey = picture.channels() == 1;
    BufferedImage image =
        new BufferedImage(
            picture.width(),
            picture.height(),
            grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        for (int c = 0; c < 3; c++) {
          int sample = picture.sample(x, y, grey ? 0 : c);
          if (grey) {
            image.getRaster().setSample(x, y, 0, sample);
          } else {
            image.getRaster().setSample(x, y, c, sample);
          }
          if (grey) {
            break;
          }
        }
      }
    }
    return imageIo(image, format);
  }

  static byte[] imageIo(BufferedImage image, String format) {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException("ImageIO can't write " + format);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By OpenCV, for formats that the JDK doesn't write. */
  public static byte[] openCv(Picture picture, String extension, int... parameters) {
    OpenCv.load();
    try (PointerScope scope = new PointerScope()) {
      Mat mat = OpenCv.toMat(picture);
      if (picture.channels() == 3) {
        org.bytedeco.opencv.global.opencv_imgproc.cvtColor(
            mat, mat, org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2BGR);
      }
      BytePointer buffer = new BytePointer();
      opencv_imgcodecs.imencode(extension, mat, buffer, new IntPointer(parameters));
      byte[] bytes = new byte[(int) buffer.limit()];
      buffer.get(bytes);
      return bytes;
    }
  }
}
