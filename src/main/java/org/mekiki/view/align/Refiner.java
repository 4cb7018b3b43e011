package org.mekiki.view.align;

import java.util.Arrays;

/**
 * Fits a learned picture to another one by small turns and shifts, to a fraction of a pixel: the
 * inverse compositional algorithm (Baker and Matthews, "Lucas-Kanade 20 Years On", 2004, section
 * 3.2). Gain and offset of the brightness are fitted in each round by least squares, so lamps may
 * differ. The learned picture's gradients and the normal equations are computed once.
 */
final class Refiner {
  private static final int ROUNDS = 10;
  private static final double STILL = 0.02;

  private final Grey learned;
  private final int[] pixels;
  private final float[] weights;
  private final float[] byTurn;
  private final float[] byX;
  private final float[] byY;
  private final double[][] normal;
  private final double middleX;
  private final double middleY;
  private final double radius;

  /**
   * What a fit gave.
   *
   * @param toPicture from the learned picture to the other one
   * @param correlation -1…1
   */
  record Fit(Affine toPicture, double correlation) {}

  /**
   * @param learned smooth enough for gradients to mean something
   * @param weights how much each of its pixels counts, 0 or more
   * @param turns whether it may turn; else it is only shifted
   */
  Refiner(Grey learned, float[] weights, boolean turns) {
    this.learned = learned;
    this.middleX = learned.width() / 2.0;
    this.middleY = learned.height() / 2.0;
    this.radius = Math.max(middleX, middleY);
    int[] counted = new int[weights.length];
    int size = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        counted[size++] = i;
      }
    }
    pixels = Arrays.copyOf(counted, size);
    this.weights = new float[size];
    byTurn = new float[size];
    byX = new float[size];
    byY = new float[size];
    normal = new double[3][3];
    for (int k = 0; k < size; k++) {
      int x = pixels[k] % learned.width();
      int y = pixels[k] / learned.width();
      this.weights[k] = weights[pixels[k]];
      byX[k] = 0.5f * (at(x + 1, y) - at(x - 1, y));
      byY[k] = 0.5f * (at(x, y + 1) - at(x, y - 1));
      // In units of the outermost pixel's way, so that all three unknowns have one size.
      byTurn[k] =
          turns
              ? (float) (((x + 0.5 - middleX) * byY[k] - (y + 0.5 - middleY) * byX[k]) / radius)
              : 0;
      float[] steps = {byTurn[k], byX[k], byY[k]};
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          normal[i][j] += (double) this.weights[k] * steps[i] * steps[j];
        }
      }
    }
    double ridge = 1e-6 * (normal[0][0] + normal[1][1] + normal[2][2]) + 1e-9;
    for (int i = 0; i < 3; i++) {
      normal[i][i] += ridge;
    }
  }

  private float at(int x, int y) {
    return learned.at(
        Math.min(Math.max(x, 0), learned.width() - 1),
        Math.min(Math.max(y, 0), learned.height() - 1));
  }

  /**
   * Fits.
   *
   * @param guess from the learned picture to the other one, off by a few of its pixels at most
   */
  Fit fit(Grey picture, Affine guess) {
    Affine now = guess;
    float[] seen = new float[pixels.length];
    for (int round = 0; round < ROUNDS; round++) {
      double[] light = read(picture, now, seen);
      double[][] system = new double[3][4];
      for (int i = 0; i < 3; i++) {
        System.arraycopy(normal[i], 0, system[i], 0, 3);
      }
      double gain = Math.max(1e-3, light[0]);
      for (int k = 0; k < seen.length; k++) {
        double error = weights[k] * ((seen[k] - light[1]) / gain - learned.values()[pixels[k]]);
        system[0][3] += error * byTurn[k];
        system[1][3] += error * byX[k];
        system[2][3] += error * byY[k];
      }
      double[] step = LinearSystem.solve(system);
      Affine back =
          Affine.shift(-middleX, -middleY)
              .then(Affine.turn(step[0] / radius))
              .then(Affine.shift(middleX + step[1], middleY + step[2]))
              .invert();
      now = back.then(now);
      if (Math.abs(step[0]) + Math.abs(step[1]) + Math.abs(step[2]) < STILL) {
        break;
      }
    }
    return new Fit(now, read(picture, now, seen)[2]);
  }

  /** How well the learned picture fits without any move, -1…1. */
  double correlation(Grey picture, Affine toPicture) {
    return read(picture, toPicture, new float[pixels.length])[2];
  }

  /** Reads the picture at the learned pixels' places; returns gain, offset and correlation. */
  private double[] read(Grey picture, Affine to, float[] seen) {
    double all = 0;
    double sum = 0;
    double squares = 0;
    double learnedSum = 0;
    double learnedSquares = 0;
    double products = 0;
    for (int k = 0; k < seen.length; k++) {
      double x = pixels[k] % learned.width() + 0.5;
      double y = pixels[k] / learned.width() + 0.5;
      double value = picture.at(to.x(x, y), to.y(x, y));
      double known = learned.values()[pixels[k]];
      double weight = weights[k];
      seen[k] = (float) value;
      all += weight;
      sum += weight * value;
      squares += weight * value * value;
      learnedSum += weight * known;
      learnedSquares += weight * known * known;
      products += weight * known * value;
    }
    double variance = squares - sum * sum / all;
    double learnedVariance = learnedSquares - learnedSum * learnedSum / all;
    double covariance = products - sum * learnedSum / all;
    double gain = covariance / Math.max(1e-9, learnedVariance);
    double correlation = covariance / Math.sqrt(Math.max(1e-9, variance * learnedVariance));
    return new double[] {gain, (sum - gain * learnedSum) / all, correlation};
  }
}
