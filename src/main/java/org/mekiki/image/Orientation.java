package org.mekiki.image;

import static org.bytedeco.opencv.global.opencv_core.ROTATE_180;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_CLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_COUNTERCLOCKWISE;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.mekiki.image.file.Bytes;
import org.mekiki.image.file.ImageException;
import org.mekiki.image.file.TiffDirectory;

/**
 * How a camera was held, as EXIF and TIFF say it (tag 274), and how a picture is turned upright for
 * it. A file that says nothing, or nothing that can be read, is upright.
 */
enum Orientation {
  UPRIGHT(1, false),
  MIRRORED(2, false),
  UPSIDE_DOWN(3, false),
  FLIPPED(4, false),
  TRANSPOSED(5, true),
  NEEDS_CLOCKWISE(6, true),
  TRANSVERSED(7, true),
  NEEDS_COUNTERCLOCKWISE(8, true);

  private static final int TAG = 274;

  private final int code;
  private final boolean swapsSides;

  Orientation(int code, boolean swapsSides) {
    this.code = code;
    this.swapsSides = swapsSides;
  }

  /** Whether rows become columns. */
  boolean swapsSides() {
    return swapsSides;
  }

  /** From the EXIF data that begin at this byte of a file; upright if that is negative. */
  static Orientation ofExif(Bytes bytes, int at) {
    if (at < 0) {
      return UPRIGHT;
    }
    try {
      return of(TiffDirectory.at(bytes, at).value(TAG, UPRIGHT.code));
    } catch (ImageException e) {
      return UPRIGHT; // damaged metadata don't damage a picture
    }
  }

  private static Orientation of(long code) {
    for (Orientation orientation : values()) {
      if (orientation.code == code) {
        return orientation;
      }
    }
    return UPRIGHT;
  }

  /** The picture upright. */
  Picture applyTo(Picture picture) {
    if (this == UPRIGHT) {
      return picture;
    }
    try (PointerScope scope = new PointerScope()) {
      Mat mat = OpenCv.toMat(picture);
      Mat turned = new Mat();
      switch (this) {
        case MIRRORED -> opencv_core.flip(mat, turned, 1);
        case FLIPPED -> opencv_core.flip(mat, turned, 0);
        case UPSIDE_DOWN -> opencv_core.rotate(mat, turned, ROTATE_180);
        case NEEDS_CLOCKWISE -> opencv_core.rotate(mat, turned, ROTATE_90_CLOCKWISE);
        case NEEDS_COUNTERCLOCKWISE -> opencv_core.rotate(mat, turned, ROTATE_90_COUNTERCLOCKWISE);
        case TRANSPOSED -> opencv_core.transpose(mat, turned);
        default -> {
          opencv_core.transpose(mat, mat);
          opencv_core.rotate(mat, turned, ROTATE_180);
        }
      }
      return new Picture(
          turned.cols(),
          turned.rows(),
          picture.channels(),
          swapsSides ? picture.originalHeight() : picture.originalWidth(),
          swapsSides ? picture.originalWidth() : picture.originalHeight(),
          OpenCv.toBytes(turned));
    }
  }
}
