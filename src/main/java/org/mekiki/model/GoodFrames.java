package org.mekiki.model;

import java.util.List;
import java.util.Optional;
import org.mekiki.padim.threshold.Calibrated;
import org.mekiki.padim.threshold.FalseAlarms;

/**
 * What the good frames that were held out say of a threshold.
 *
 * @param frames how many they are; 0 where an earlier release made the model and did not say
 * @param expectedFalseAlarms share of good frames that the threshold is expected to flag, 0…1
 * @param falseAlarmsAtMost share of the next {@link FalseAlarms#NEXT} good frames that it will
 *     hardly exceed, 0…1
 * @param unusual frames with the largest scores, the largest first
 */
public record GoodFrames(
    int frames,
    double expectedFalseAlarms,
    double falseAlarmsAtMost,
    List<UnusualFrame> unusual,
    List<String> warnings) {
  /** Nothing is known. */
  public static final GoodFrames NONE = new GoodFrames(0, 0, 0, List.of(), List.of());

  public GoodFrames {
    unusual = List.copyOf(unusual);
    warnings = List.copyOf(warnings);
    if (frames < 0) {
      throw new IllegalArgumentException(frames + " good frames: it must be 0 or more");
    }
    if (frames > 0) {
      new FalseAlarms(expectedFalseAlarms, falseAlarmsAtMost, frames);
    }
  }

  /**
   * A good frame.
   *
   * @param score its raw score by the model without it
   * @param odd whether it looks unlike the rest and did not count for the threshold
   */
  public record UnusualFrame(String frame, double score, boolean odd) {}

  /** From a calibration. */
  public static GoodFrames of(Calibrated made, List<String> ids) {
    FalseAlarms alarms = made.falseAlarms();
    return new GoodFrames(
        alarms.frames(),
        alarms.expected(),
        alarms.atMost(),
        made.unusual().stream()
            .map(i -> new UnusualFrame(ids.get(i.position()), i.score(), made.odd().contains(i)))
            .toList(),
        made.warnings());
  }

  /** How many false alarms to expect, if it is known. */
  public Optional<FalseAlarms> falseAlarms() {
    return frames == 0
        ? Optional.empty()
        : Optional.of(new FalseAlarms(expectedFalseAlarms, falseAlarmsAtMost, frames));
  }

  /** Ids of the frames that look unlike the rest. */
  public List<String> odd() {
    return unusual.stream().filter(UnusualFrame::odd).map(UnusualFrame::frame).toList();
  }

  /** What a person should do about odd frames; empty if there are none. */
  public Optional<String> aboutOdd() {
    return Calibrated.aboutOdd(odd().size(), frames);
  }
}
