package org.mekiki.stream.scoring;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.mekiki.inspect.Misplacement;
import org.mekiki.stream.codec.InputRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which partition each camera's frames lie on, as far as this process scores them. A camera on two
 * partitions has no order, and its alarms count each partition apart: mostly two kinds of client
 * send it that hash its key differently. Bounded: cameras beyond {@value #MOST} are not looked at.
 * Thread-safe.
 */
final class CameraPlaces {
  static final int MOST = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(CameraPlaces.class);

  private final Map<String, Integer> places = new ConcurrentHashMap<>();
  private final Map<String, Set<Misplacement>> told = new ConcurrentHashMap<>();

  /** Takes note of a frame and says what is wrong with its place; empty for none. */
  Set<Misplacement> look(String camera, InputRecord input) {
    Set<Misplacement> wrong = EnumSet.noneOf(Misplacement.class);
    if (places.size() >= MOST && !places.containsKey(camera)) {
      return wrong;
    }
    Integer before = places.put(camera, input.partition());
    if (input.keyText() == null) {
      wrong.add(Misplacement.NO_KEY);
    }
    if (before != null && before != input.partition()) {
      wrong.add(Misplacement.OTHER_PARTITION);
    }
    wrong.stream()
        .filter(why -> isNew(camera, why))
        .forEach(why -> tell(why, camera, before, input));
    return wrong;
  }

  private boolean isNew(String camera, Misplacement why) {
    return told.computeIfAbsent(camera, c -> ConcurrentHashMap.newKeySet()).add(why);
  }

  private static void tell(Misplacement why, String camera, Integer before, InputRecord input) {
    if (why == Misplacement.NO_KEY) {
      LOG.warn(
          "camera {} sends frames without a key, for example at {}: they are on any partition, so"
              + " their order is lost and alarms count each partition apart; send the camera id as"
              + " the record's key (docs/publishing.md)",
          camera,
          input.position());
    } else {
      LOG.warn(
          "frames of camera {} are on partitions {} and {} of {}: their order is lost, and alarms"
              + " count each partition apart; make all senders use the same partitioner"
              + " (docs/publishing.md)",
          camera,
          before,
          input.partition(),
          input.topic());
    }
  }
}
