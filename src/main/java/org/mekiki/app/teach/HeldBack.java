package org.mekiki.app.teach;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mekiki.camera.CapturedFrame;

/**
 * Good frames to paint defects on when the model is there: evenly chosen by their place in the
 * order of the source. Keeps them as they came.
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
    return new HeldBack(places(of, most));
  }

  /** Places in an order, evenly chosen, at most all. */
  static Set<Long> places(int of, int most) {
    Set<Long> places = new HashSet<>();
    int count = Math.min(of, most);
    for (int i = 0; i < count; i++) {
      places.add((2L * i + 1) * of / (2L * count));
    }
    return places;
  }

  /** How many are held back, if all can be read. */
  int size() {
    return places.size();
  }

  /** Whether a frame is one of them. */
  boolean has(CapturedFrame frame) {
    return places.contains(frame.sequence());
  }

  /** Keeps a frame that is one of them. */
  void see(CapturedFrame frame) {
    if (has(frame)) {
      frames.add(frame.encoded());
    }
  }

  /** What was held back, each encoded as it came. */
  List<byte[]> frames() {
    return List.copyOf(frames);
  }
}
