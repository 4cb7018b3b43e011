package org.mekiki.camera.simulated;

import org.mekiki.camera.Defect;

/**
 * A defect as it is laid over a frame before light and noise: {@code surface + alpha * (colour -
 * surface)} within a box, nothing outside.
 */
public final class DefectPatch {
  private static final float INVISIBLE = 0.03f;
  private static final float VISIBLE = 0.12f;

  private final Defect.Kind kind;
  private final int x;
  private final int y;
  private final int width;
  private final int height;
  private final float[] layers;

  /** Works out the surface of a defect at a pixel of the frame. */
  interface Brush {
    /**
     * @param rgba takes red, green, blue in 0…255 and alpha in 0…1
     */
    void at(double column, double row, float[] rgba);
  }

  private DefectPatch(Defect.Kind kind, int x, int y, int width, int height, float[] layers) {
    this.kind = kind;
    this.x = x;
    this.y = y;
    this.width = width;
    this.height = height;
    this.layers = layers;
  }

  /** Paints all pixels within {@code reach} of a point and trims the box to what can be seen. */
  static DefectPatch paint(
      SimulatedScene scene,
      Defect.Kind kind,
      double centreX,
      double centreY,
      double reach,
      Brush brush) {
    int left = Math.max(0, (int) Math.floor(centreX - reach));
    int top = Math.max(0, (int) Math.floor(centreY - reach));
    int right = Math.min(scene.partWidth() - 1, (int) Math.ceil(centreX + reach));
    int bottom = Math.min(scene.partHeight() - 1, (int) Math.ceil(centreY + reach));
    int width = right - left + 1;
    float[] layers = new float[4 * width * (bottom - top + 1)];
    float[] rgba = new float[4];
    int[] box = {right, bottom, left, top};
    for (int row = top, i = 0; row <= bottom; row++) {
      for (int column = left; column <= right; column++, i += 4) {
        brush.at(column, row, rgba);
        if (rgba[3] > INVISIBLE) {
          System.arraycopy(rgba, 0, layers, i, 4);
          box[0] = Math.min(box[0], column);
          box[1] = Math.min(box[1], row);
          box[2] = Math.max(box[2], column);
          box[3] = Math.max(box[3], row);
        }
      }
    }
    return new DefectPatch(kind, left, top, width, bottom - top + 1, layers).trimmed(box);
  }

  private DefectPatch trimmed(int[] box) {
    int newWidth = Math.max(1, box[2] - box[0] + 1);
    int newHeight = Math.max(1, box[3] - box[1] + 1);
    float[] kept = new float[4 * newWidth * newHeight];
    for (int row = 0; row < newHeight; row++) {
      int from = 4 * ((box[1] - y + row) * width + box[0] - x);
      System.arraycopy(layers, from, kept, 4 * row * newWidth, 4 * newWidth);
    }
    return new DefectPatch(kind, box[0], box[1], newWidth, newHeight, kept);
  }

  /** Sum of all alphas: how much of it there is to see, in pixels. */
  double amount() {
    double sum = 0;
    for (int i = 3; i < layers.length; i += 4) {
      sum += layers[i];
    }
    return sum;
  }

  /** Lays its part of a row over the row's colours. */
  void apply(int row, float[] colours) {
    if (row < y || row >= y + height) {
      return;
    }
    int i = 4 * (row - y) * width;
    for (int j = 3 * x; j < 3 * (x + width); j += 3, i += 4) {
      float alpha = layers[i + 3];
      for (int c = 0; c < 3; c++) {
        colours[j + c] += alpha * (layers[i + c] - colours[j + c]);
      }
    }
  }

  /** As ground truth, in pixels of the frame. */
  Defect toDefect(SimulatedScene scene) {
    byte[] mask = new byte[width * height];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (byte) (layers[4 * i + 3] >= VISIBLE ? 1 : 0);
    }
    return new Defect(kind, scene.partLeft() + x, scene.partTop() + y, width, height, mask);
  }
}
