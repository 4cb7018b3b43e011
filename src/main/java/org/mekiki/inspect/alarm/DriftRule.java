package org.mekiki.inspect.alarm;

import java.time.Duration;
import org.mekiki.text.Text;

/**
 * When scores have drifted.
 *
 * @param window event time over which scores are collected
 * @param minimumFrames good frames in the window without which nothing is said
 * @param psi population stability index from which on the alarm is raised
 * @param clearPsi index at or below which it may be cleared; at most {@code psi}
 */
public record DriftRule(Duration window, int minimumFrames, double psi, double clearPsi) {
  public DriftRule {
    if (window.toMillis() < DriftWindow.SLICES) {
      throw new IllegalArgumentException("drift window " + window + " is too short");
    }
    if (minimumFrames < 2) {
      throw new IllegalArgumentException(
          "drift over " + minimumFrames + " frames: at least 2 are valid");
    }
    if (!(psi > 0 && clearPsi >= 0 && clearPsi <= psi)) {
      throw new IllegalArgumentException(
          Text.of(
              "drift raised at index %s and cleared at %s: valid: above 0, and from 0 to that",
              psi, clearPsi));
    }
  }
}
