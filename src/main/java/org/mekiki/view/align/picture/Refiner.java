package org.mekiki.view.align.picture;

/**
 * Fits a learned picture to another one by small turns and shifts, to a fraction of a pixel: the
 * inverse compositional algorithm (Baker and Matthews, "Lucas-Kanade 20 Years On", 2004, section
 * 3.2). Gain and offset of the brightness are fitted in each round by least squares, so lamps may
 * differ. The learned picture's gradients and the normal equations are computed once.
 */
public final class Refiner {
  private static final int ROUNDS = 10;
  private static final double STILL = 0.02;

  private final Grey learned;
  private final float[] columns;
  private final float[] rows;
  private final float[] known;
  private final float[] weights;
  private final float[] byTurn;
  private final float[] byX;
  private final float[] byY;
  private final double[][] normal;
  private final double middleX;
  private final double middleY;
  private final double radius;
  private final double allWeights;
  private final double knownSum;
  private final double knownSquares;

  /**
   * What a fit gave.
   *
   * @param toPicture from the learned picture to the other one
   * @param correlation -1…1
   */
  public record Fit(Affine toPicture, double correlation) {}

  /**
   * @param learned smooth enough for gradients to mean something
   * @param weights how much each of its pixels counts, 0 or more
   * @param turns whether it may turn; else it is only shifted
   */
  public Refiner(Grey learned, float[] weights, boolean turns) {
    this.learned = learned;
    this.middleX = learned.width() / 2.0;
    this.middleY = learned.height() / 2.0;
    this.radius = Math.max(middleX, middleY);
    int size = 0;
    for (float weight : weights) {
      size += weight > 0 ? 1 : 0;
    }
    columns = new float[size];
    rows = new float[size];
    known = new float[size];
    this.weights = new float[size];
    byTurn = new float[size];
    byX = new float[size];
    byY = new float[size];
    normal = new double[3][3];
    for (int i = 0, k = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        this.weights[k] = weights[i];
        count(k++, i % learned.width(), i / learned.width(), turns);
      }
    }
    double all = 0;
    double sum = 0;
    double squares = 0;
    for (int k = 0; k < size; k++) {
      double weight = this.weights[k];
      all += weight;
      sum += weight * known[k];
      squares += weight * known[k] * known[k];
    }
    allWeights = all;
    knownSum = sum;
    knownSquares = squares;
    double ridge = 1e-6 * (normal[0][0] + normal[1][1] + normal[2][2]) + 1e-9;
    for (int i = 0; i < 3; i++) {
      normal[i][i] += ridge;
    }
  }

  /** Takes in the k-th pixel that counts: what doesn't change from fit to fit. */
  private void count(int k, int x, int y, boolean turns) {
    columns[k] = x + 0.5f;
    rows[k] = y + 0.5f;
    known[k] = at(x, y);
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
        normal[i][j] += (double) weights[k] * steps[i] * steps[j];
      }
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
  public Fit fit(Grey picture, Affine guess) {
    Affine now = guess;
    float[] seen = new float[known.length];
    for (int round = 0; round < ROUNDS; round++) {
      double[] light = read(picture, now, seen);
      double[][] system = new double[3][4];
      for (int i = 0; i < 3; i++) {
        System.arraycopy(normal[i], 0, system[i], 0, 3);
      }
      double gain = Math.max(1e-3, light[0]);
      for (int k = 0; k < seen.length; k++) {
        double error = weights[k] * ((seen[k] - light[1]) / gain - known[k]);
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

  /** Reads the picture at the learned pixels' places; returns gain, offset and correlation. */
  private double[] read(Grey picture, Affine to, float[] seen) {
    double sum = 0;
    double squares = 0;
    double products = 0;
    for (int k = 0; k < seen.length; k++) {
      double value = picture.at(to.x(columns[k], rows[k]), to.y(columns[k], rows[k]));
      double weight = weights[k];
      seen[k] = (float) value;
      sum += weight * value;
      squares += weight * value * value;
      products += weight * known[k] * value;
    }
    double variance = squares - sum * sum / allWeights;
    double knownVariance = knownSquares - knownSum * knownSum / allWeights;
    double covariance = products - sum * knownSum / allWeights;
    double gain = covariance / Math.max(1e-9, knownVariance);
    double correlation = covariance / Math.sqrt(Math.max(1e-9, variance * knownVariance));
    return new double[] {gain, (sum - gain * knownSum) / allWeights, correlation};
  }
}
