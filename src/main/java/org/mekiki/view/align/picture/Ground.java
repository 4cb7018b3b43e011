package org.mekiki.view.align.picture;

import java.util.Arrays;

/**
 * What a frame shows where no part lies: brightness as a function of place, {@code a + bx + cy +
 * dxx + exy + fyy}, fitted to the pixels along the frame's border. Uneven light and a lens's
 * fall-off are such functions nearly enough. Pixels that don't fit, because a part or dirt lies
 * there, are left out step by step.
 *
 * @param coefficients a to f, with x and y from -1 to 1 over the frame
 * @param noise deviation of the border's pixels from it, by their median
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record Ground(double[] coefficients, double noise) {
  private static final int TERMS = 6;
  private static final int ROUNDS = 4;
  private static final double BORDER = 0.02;
  private static final int ENOUGH = 500;
  private static final double MAD_TO_DEVIATION = 1.4826;
  private static final double OUTLIER = 3;
  private static final double LEAST_NOISE = 0.5;

  static Ground of(Grey frame) {
    int[] border = border(frame);
    double[] residuals = new double[border.length];
    double limit = Double.MAX_VALUE;
    double noise = 0;
    double[] coefficients = {median(frame, border), 0, 0, 0, 0, 0};
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < border.length; i++) {
        residuals[i] = Math.abs(frame.values()[border[i]] - value(coefficients, frame, border[i]));
      }
      double[] sorted = residuals.clone();
      Arrays.sort(sorted);
      noise = Math.max(LEAST_NOISE, MAD_TO_DEVIATION * sorted[sorted.length / 2]);
      // The first round knows only the median: half of the border is surely ground.
      limit = round == 0 ? 2 * noise : OUTLIER * noise;
      coefficients = fit(frame, border, residuals, limit);
    }
    return new Ground(coefficients, noise);
  }

  /** The frame without it. */
  Grey removedFrom(Grey frame) {
    float[] values = new float[frame.values().length];
    double[] x = new double[frame.width()];
    for (int column = 0; column < x.length; column++) {
      x[column] = x(frame, column);
    }
    for (int start = 0; start < values.length; start += x.length) {
      double y = y(frame, start);
      for (int column = 0; column < x.length; column++) {
        int i = start + column;
        values[i] = (float) (frame.values()[i] - value(coefficients, x[column], y));
      }
    }
    return new Grey(frame.width(), frame.height(), values);
  }

  /** Every pixel of it, or of a large one evenly as many as are enough. */
  private static int[] border(Grey frame) {
    int depth = Math.max(1, (int) (BORDER * Math.max(frame.width(), frame.height())));
    int[] border = new int[frame.values().length];
    int size = 0;
    for (int y = 0, i = 0; y < frame.height(); y++) {
      for (int x = 0; x < frame.width(); x++, i++) {
        boolean inside =
            x >= depth && y >= depth && x < frame.width() - depth && y < frame.height() - depth;
        if (!inside) {
          border[size++] = i;
        }
      }
    }
    int step = Math.max(1, size / ENOUGH);
    for (int i = 0; i * step < size; i++) {
      border[i] = border[i * step];
    }
    return Arrays.copyOf(border, (size + step - 1) / step);
  }

  private static double median(Grey frame, int[] border) {
    float[] values = new float[border.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = frame.values()[border[i]];
    }
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static double value(double[] c, Grey frame, int i) {
    return value(c, x(frame, i), y(frame, i));
  }

  private static double value(double[] c, double x, double y) {
    return c[0] + x * (c[1] + c[3] * x + c[4] * y) + y * (c[2] + c[5] * y);
  }

  private static double x(Grey frame, int i) {
    return 2 * (i % frame.width() + 0.5) / frame.width() - 1;
  }

  private static double y(Grey frame, int i) {
    return 2 * (i / frame.width() + 0.5) / frame.height() - 1;
  }

  /** Least squares over the border's pixels whose residual is within the limit. */
  private static double[] fit(Grey frame, int[] border, double[] residuals, double limit) {
    double[][] system = new double[TERMS][TERMS + 1];
    double[] terms = new double[TERMS + 1];
    for (int i = 0; i < border.length; i++) {
      if (residuals[i] <= limit) {
        double x = x(frame, border[i]);
        double y = y(frame, border[i]);
        terms[0] = 1;
        terms[1] = x;
        terms[2] = y;
        terms[3] = x * x;
        terms[4] = x * y;
        terms[5] = y * y;
        terms[6] = frame.values()[border[i]];
        for (int row = 0; row < TERMS; row++) {
          for (int column = 0; column <= TERMS; column++) {
            system[row][column] += terms[row] * terms[column];
          }
        }
      }
    }
    for (int row = 0; row < TERMS; row++) {
      system[row][row] += 1e-6 * (1 + system[0][0]); // flat where the border says nothing
    }
    return LinearSystem.solve(system);
  }
}
