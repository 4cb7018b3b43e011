package org.mekiki.onnx.network;

import java.util.Arrays;
import java.util.Random;

/**
 * Weights that find nothing and take the time of trained ones: matrices and kernels are drawn, of
 * half the deviation that would keep the variance, so that sums of residuals stay small;
 * normalisations change nothing. The same seed gives the same numbers in the order of the calls.
 */
public final class RandomWeights implements Weights {
  private final Random random;

  public RandomWeights(long seed) {
    random = new Random(seed);
  }

  @Override
  public float[] get(String name, int... shape) {
    float[] values = new float[Weights.size(shape)];
    if (shape.length == 1) {
      boolean one = name.endsWith(".weight") || name.endsWith(".running_var");
      Arrays.fill(values, one ? 1 : 0);
      return values;
    }
    double scale = 0.5 * StrictMath.sqrt(2.0 * shape[0] / values.length);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return values;
  }
}
