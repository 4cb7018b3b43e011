package org.mekiki.inspect.alarm;

/**
 * m of n, with hysteresis.
 *
 * @param frames m: this number of bad frames raises the alarm
 * @param window n: among the last n frames
 * @param clearFrames with this number or fewer it may be cleared; below m
 */
public record CountRule(int frames, int window, int clearFrames) {
  public CountRule {
    if (frames < 1 || frames > window) {
      throw new IllegalArgumentException(
          frames + " frames of the last " + window + ": valid: 1 to the window");
    }
    if (clearFrames < 0 || clearFrames >= frames) {
      throw new IllegalArgumentException(
          "cleared at " + clearFrames + " frames: valid: 0 to " + (frames - 1));
    }
  }
}
