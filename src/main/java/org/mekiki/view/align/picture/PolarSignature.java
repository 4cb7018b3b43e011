package org.mekiki.view.align.picture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A part as seen from its centre: brightness by radius and direction. A turned part gives the same
 * rows shifted around, so one circular correlation finds the angle, whatever the shape: long parts,
 * square ones, round ones with one mark. Each radius' mean is taken off, since it says nothing
 * about the angle, and a radius weighs as much as its circle is long.
 */
public final class PolarSignature {
  /** Directions: 2.8 degrees apart, and parabolas interpolate between them. */
  private static final int ANGLES = 128;

  private static final int RADII = 20;
  private static final double NEARLY_AS_GOOD = 0.7;
  private static final int MOST_ANGLES = 6;
  private static final double[] COS = new double[ANGLES];
  private static final double[] SIN = new double[ANGLES];

  static {
    for (int a = 0; a < ANGLES; a++) {
      COS[a] = StrictMath.cos(2 * Math.PI * a / ANGLES);
      SIN[a] = StrictMath.sin(2 * Math.PI * a / ANGLES);
    }
  }

  private final float[] values = new float[RADII * ANGLES];

  /**
   * @param lifted 0 on the ground; outside the picture is ground
   * @param x column of the centre
   * @param y row of the centre
   * @param radius of the whole part along both axes of the picture
   */
  public PolarSignature(Grey lifted, double x, double y, double radiusX, double radiusY) {
    double squares = 0;
    for (int k = 0; k < RADII; k++) {
      double share = (k + 0.5) / RADII;
      double mean = 0;
      for (int a = 0; a < ANGLES; a++) {
        double px = x + share * radiusX * COS[a];
        double py = y + share * radiusY * SIN[a];
        boolean inside = px >= 0 && py >= 0 && px < lifted.width() && py < lifted.height();
        float value = inside ? lifted.at(px, py) : 0;
        values[k * ANGLES + a] = value;
        mean += value;
      }
      mean /= ANGLES;
      for (int a = 0; a < ANGLES; a++) {
        float value = (float) ((values[k * ANGLES + a] - mean) * Math.sqrt(share));
        values[k * ANGLES + a] = value;
        squares += value * value;
      }
    }
    float norm = (float) (1 / Math.sqrt(Math.max(1e-12, squares)));
    for (int i = 0; i < values.length; i++) {
      values[i] *= norm;
    }
  }

  /**
   * By which angles the other one may be turned against this one, best first: the peaks of the
   * correlation that are not much lower than the highest.
   *
   * @return radians from 0 to 2π
   */
  public List<Double> turnsTo(PolarSignature other) {
    double[] correlation = new double[ANGLES];
    for (int k = 0; k < RADII; k++) {
      for (int s = 0; s < ANGLES; s++) {
        float sum = 0;
        int row = k * ANGLES;
        for (int a = 0; a < ANGLES - s; a++) {
          sum += values[row + a] * other.values[row + a + s];
        }
        for (int a = ANGLES - s; a < ANGLES; a++) {
          sum += values[row + a] * other.values[row + a + s - ANGLES];
        }
        correlation[s] += sum;
      }
    }
    List<Integer> peaks = new ArrayList<>();
    for (int s = 0; s < ANGLES; s++) {
      if (correlation[s] >= correlation[(s + ANGLES - 1) % ANGLES]
          && correlation[s] > correlation[(s + 1) % ANGLES]) {
        peaks.add(s);
      }
    }
    peaks.sort(Comparator.comparingDouble((Integer s) -> -correlation[s]));
    List<Double> turns = new ArrayList<>();
    for (int s : peaks) {
      boolean likely = correlation[s] >= NEARLY_AS_GOOD * correlation[peaks.get(0)];
      if (turns.isEmpty() || likely && turns.size() < MOST_ANGLES) {
        turns.add(2 * Math.PI * (s + summit(correlation, s)) / ANGLES);
      }
    }
    return turns.isEmpty() ? List.of(0.0) : turns;
  }

  /** How far beside the sample the top of a parabola through three samples lies, -0.5 to 0.5. */
  private static double summit(double[] correlation, int s) {
    double before = correlation[(s + ANGLES - 1) % ANGLES];
    double after = correlation[(s + 1) % ANGLES];
    double curve = before - 2 * correlation[s] + after;
    return curve < 0 ? (before - after) / (2 * curve) : 0;
  }
}
