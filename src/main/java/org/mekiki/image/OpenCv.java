package org.mekiki.image;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The few calls to OpenCV that this package shares. Every caller opens a {@code PointerScope}
 * first, so that nothing native outlives it.
 *
 * <p>OpenCV runs on the calling thread only: the service has a thread for every core already.
 */
final class OpenCv {
  static {
    // JavaCPP refuses to allocate once the process, not just its own share, is larger than twice
    // the heap. Kafka Streams' RocksDB and the network's weights live outside the heap too.
    setIfAbsent("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    setIfAbsent("org.bytedeco.javacpp.maxBytes", "0");
    Loader.load(opencv_core.class);
    opencv_core.setNumThreads(1);
  }

  private OpenCv() {}

  /** Loads the native library; cheap when loaded. */
  static void load() {}

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** A native copy of the picture. */
  static Mat toMat(Picture picture) {
    int type = picture.channels() == 1 ? opencv_core.CV_8UC1 : opencv_core.CV_8UC3;
    Mat mat = new Mat(picture.height(), picture.width(), type);
    BytePointer data = mat.data();
    data.put(picture.pixels());
    return mat;
  }

  /** The samples of a continuous 8-bit matrix. */
  static byte[] toBytes(Mat mat) {
    byte[] samples = new byte[Math.toIntExact((long) mat.rows() * mat.cols() * mat.channels())];
    mat.data().get(samples);
    return samples;
  }
}
