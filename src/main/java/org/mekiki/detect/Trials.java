package org.mekiki.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.mekiki.padim.Padim;
import org.mekiki.view.Viewer;

/**
 * Paints defects on a frame, and looks which of them are found.
 *
 * @param threshold raw score from which on the model calls a frame anomalous
 */
record Trials(Padim padim, Viewer viewer, double threshold) {
  /** Pixels of the map beyond a defect's edge within which it counts as found: a patch and blur. */
  private static final double MARGIN = 12;

  /** What became of a defect. */
  enum Outcome {
    FOUND,
    MISSED,
    /** The clean frame reaches the threshold there already: nothing can be said. */
    ALARM_BEFORE
  }

  /**
   * Paints and looks.
   *
   * @param places far from each other
   * @return what became of the defect at each place
   */
  List<Outcome> paint(
      DefectKind kind,
      double pixels,
      int contrast,
      Look clean,
      List<Place> places,
      SplittableRandom random) {
    if (places.isEmpty()) {
      return List.of();
    }
    Painter painter = new Painter(clean.picture());
    places.forEach(place -> painter.paint(kind, pixels, contrast, place, random));
    Optional<Look> painted = Look.at(painter.picture(), padim, viewer);
    List<Outcome> outcomes = new ArrayList<>();
    for (Place place : places) {
      double reach = pixels / place.magnification() / 2 + MARGIN;
      // A frame that can't be aligned is anomalous.
      boolean found = painted.isEmpty() || painted.get().around(place, reach) >= threshold;
      boolean before = clean.around(place, reach) >= threshold;
      outcomes.add(before ? Outcome.ALARM_BEFORE : found ? Outcome.FOUND : Outcome.MISSED);
    }
    return outcomes;
  }

  static Share found(List<Outcome> outcomes) {
    int found = count(outcomes, Outcome.FOUND);
    return new Share(found, found + count(outcomes, Outcome.MISSED));
  }

  static Share alarmsBefore(List<Outcome> outcomes) {
    return new Share(count(outcomes, Outcome.ALARM_BEFORE), outcomes.size());
  }

  private static int count(List<Outcome> outcomes, Outcome which) {
    return (int) outcomes.stream().filter(outcome -> outcome == which).count();
  }
}
