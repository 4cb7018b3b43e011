package org.mekiki.inspect.alarm;

import java.math.BigInteger;

/**
 * Which of the last frames were bad.
 *
 * @param window how many frames are remembered, at least 1
 * @param seen how many have been seen, at most the window
 * @param bits a one for each bad frame, the newest frame's lowest
 */
public record RecentFrames(int window, int seen, BigInteger bits) {
  public RecentFrames {
    if (window < 1 || seen < 0 || seen > window || bits.signum() < 0) {
      throw new IllegalArgumentException(
          "recent frames: " + seen + " of " + window + " with bits " + bits);
    }
  }

  static RecentFrames none(int window) {
    return new RecentFrames(window, 0, BigInteger.ZERO);
  }

  RecentFrames with(boolean bad) {
    BigInteger next = bits.shiftLeft(1);
    return new RecentFrames(
        window, Math.min(window, seen + 1), cut(bad ? next.setBit(0) : next, window));
  }

  /** The newest frames, as many as another window holds. */
  RecentFrames resized(int newWindow) {
    return newWindow == window
        ? this
        : new RecentFrames(newWindow, Math.min(newWindow, seen), cut(bits, newWindow));
  }

  int bad() {
    return bits.bitCount();
  }

  private static BigInteger cut(BigInteger bits, int window) {
    return bits.and(BigInteger.ONE.shiftLeft(window).subtract(BigInteger.ONE));
  }
}
