package org.mekiki.onnx.network;

/** Where a network's numbers come from, by the names that timm gives them. */
@FunctionalInterface
public interface Weights {
  /**
   * One tensor, row-major.
   *
   * @param name e.g. {@code layer1.0.conv1.weight}
   * @throws OnnxException if there is none of that name and shape
   */
  float[] get(String name, int... shape);

  /** Number of values of a shape. */
  static int size(int... shape) {
    int size = 1;
    for (int side : shape) {
      size = Math.multiplyExact(size, side);
    }
    return size;
  }
}
