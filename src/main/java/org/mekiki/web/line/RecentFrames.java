package org.mekiki.web.line;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Some of the last frames of each camera, at most one a second, so that they show more than one
 * part of a fast line. Under a budget of bytes; the oldest of all cameras make room. Thread-safe.
 */
final class RecentFrames {
  /** Of each camera. */
  static final int MOST = 20;

  private static final long APART_MILLIS = 1000;

  private final PictureStore<Long, RecentFrame> frames;

  /** By camera, oldest first; the picture of a frame may be gone already. */
  private final Map<String, Deque<Long>> sequences = new HashMap<>();

  private final Map<String, Long> lastMillis = new HashMap<>();

  RecentFrames(long budget) {
    this.frames = new PictureStore<>(budget);
  }

  synchronized void add(String camera, RecentFrame frame) {
    Long last = lastMillis.get(camera);
    if (last != null && frame.atMillis() - last < APART_MILLIS && frame.atMillis() >= last) {
      return;
    }
    lastMillis.put(camera, frame.atMillis());
    Deque<Long> own = sequences.computeIfAbsent(camera, key -> new ArrayDeque<>());
    if (own.size() == MOST) {
      frames.remove(own.removeFirst());
    }
    own.addLast(frame.sequence());
    frames.put(frame.sequence(), frame);
  }

  /** Newest first. */
  synchronized List<RecentFrame> of(String camera) {
    List<RecentFrame> found = new ArrayList<>();
    Deque<Long> own = sequences.getOrDefault(camera, new ArrayDeque<>());
    own.descendingIterator()
        .forEachRemaining(sequence -> frames.get(sequence).ifPresent(found::add));
    return found;
  }

  synchronized void forget(String camera) {
    lastMillis.remove(camera);
    Deque<Long> own = sequences.remove(camera);
    if (own != null) {
      own.forEach(frames::remove);
    }
  }

  long bytes() {
    return frames.bytes();
  }
}
