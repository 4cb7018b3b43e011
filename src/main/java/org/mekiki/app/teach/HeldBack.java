package org.mekiki.app.teach;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mekiki.camera.CapturedFrame;

/**
 * Good frames that the model does not learn, to paint defects on when it is there: evenly chosen by
 * their place in the order of the source. Keeps them as they came.
 */
final class HeldBack {
  static final HeldBack NONE = new HeldBack(Set.of());

  private final Set<Long> places;
  private final List<byte[]> frames = new ArrayList<>();

  private HeldBack(Set<Long> places) {
    this.places = places;
  }

  /**
   * Holds back some.
   *
   * @param most how many are held back, at most all
   */
  static HeldBack evenly(int of, int most) {
    Set<Long> places = new HashSet<>();
    int count = Math.min(of, most);
    for (int i = 0; i < count; i++) {
      places.add((2L * i + 1) * of / (2L * count));
    }
    return new HeldBack(places);
  }

  /** How many are held back, if all can be read. */
  int size() {
    return places.size();
  }

  /** Takes a frame that is held back. */
  boolean takes(CapturedFrame frame) {
    boolean held = places.contains(frame.sequence());
    if (held) {
      frames.add(frame.encoded());
    }
    return held;
  }

  /** What was held back, each encoded as it came. */
  List<byte[]> frames() {
    return List.copyOf(frames);
  }
}
