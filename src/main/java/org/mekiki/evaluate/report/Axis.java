package org.mekiki.evaluate.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A linear scale from values to positions in a drawing.
 *
 * @param min value at {@code from}
 * @param max value at {@code to}, above {@code min}
 * @param from position of {@code min}
 * @param to position of {@code max}
 */
public record Axis(double min, double max, double from, double to) {
  public double position(double value) {
    return from + (value - min) / (max - min) * (to - from);
  }

  /** Round values within the scale, about that number. */
  public List<Double> ticks(int about) {
    double raw = (max - min) / about;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double step = 10 * power;
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= raw) {
        step = factor * power;
        break;
      }
    }
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(min / step - 1e-9); i * step <= max + step * 1e-9; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }
}
