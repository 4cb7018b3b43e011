package org.mekiki.onnx.network;

import java.util.Arrays;

/**
 * A transformer's learned positions for a grid of another size: bicubic with antialiasing, as timm
 * resamples them ({@code resample_abs_pos_embed}, which is PyTorch's {@code interpolate(mode =
 * "bicubic", antialias = true)}).
 *
 * <p>A position of the new grid has its centre at {@code c = s (i + ½)} in the old one, {@code s} =
 * old side / new side. Its value is the mean of the old positions {@code j}, weighted by the cubic
 * kernel {@code k((j + ½ − c) / max(s, 1))} with a = −½ (Keys 1981, doi
 * 10.1109/TASSP.1981.1163711): where the grid shrinks, the kernel grows with it. Rows and columns
 * one after the other, in float64.
 */
final class PositionEmbedding {
  private static final double A = -0.5;

  /** The kernel is zero from here on. */
  private static final double REACH = 2;

  private PositionEmbedding() {}

  /**
   * The positions of a square grid.
   *
   * @param values {@code [old side²][channels]}, row by row
   * @return {@code [side²][channels]}; the values themselves if the side stays
   */
  static float[] resampled(float[] values, int channels, int oldSide, int side) {
    if (side == oldSide) {
      return values;
    }
    double[][] weights = weights(oldSide, side);
    double[] wide = new double[oldSide * side * channels];
    for (int row = 0; row < oldSide; row++) {
      for (int column = 0; column < side; column++) {
        for (int old = 0; old < oldSide; old++) {
          double weight = weights[column][old];
          for (int c = 0; weight != 0 && c < channels; c++) {
            wide[(row * side + column) * channels + c] +=
                weight * values[(row * oldSide + old) * channels + c];
          }
        }
      }
    }
    int rowLength = side * channels;
    double[] sums = new double[side * rowLength];
    for (int row = 0; row < side; row++) {
      for (int old = 0; old < oldSide; old++) {
        double weight = weights[row][old];
        for (int i = 0; weight != 0 && i < rowLength; i++) {
          sums[row * rowLength + i] += weight * wide[old * rowLength + i];
        }
      }
    }
    float[] resampled = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      resampled[i] = (float) sums[i];
    }
    return resampled;
  }

  /** {@code [new position][old position]}; each row sums to 1. */
  private static double[][] weights(int oldSide, int side) {
    double step = (double) oldSide / side;
    double stretch = Math.max(step, 1);
    double[][] weights = new double[side][oldSide];
    for (int i = 0; i < side; i++) {
      double centre = step * (i + 0.5);
      for (int j = 0; j < oldSide; j++) {
        weights[i][j] = cubic((j + 0.5 - centre) / stretch);
      }
      double sum = Arrays.stream(weights[i]).sum();
      for (int j = 0; j < oldSide; j++) {
        weights[i][j] /= sum;
      }
    }
    return weights;
  }

  private static double cubic(double at) {
    double x = Math.abs(at);
    if (x < 1) {
      return ((A + 2) * x - (A + 3)) * x * x + 1;
    }
    return x < REACH ? ((x - 5) * x + 8) * x * A - 4 * A : 0;
  }
}
