package org.mekiki.onnx.network;

/** What computes a backbone's features. Thread-safe. */
public interface Network extends AutoCloseable {
  /**
   * Runs it on one image.
   *
   * @param image {@code [channel][row][column]}
   * @return each feature in the same way, in the backbone's order
   * @throws OnnxException if ONNX Runtime fails
   */
  float[][] run(float[] image);

  /** Frees what it holds; no call may be under way. */
  @Override
  void close();
}
