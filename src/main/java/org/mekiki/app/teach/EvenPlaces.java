package org.mekiki.app.teach;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Some of many frames, evenly chosen by their places in the order of their source. */
final class EvenPlaces {
  private EvenPlaces() {}

  /**
   * Chooses.
   *
   * @param most how many are chosen, at most all
   */
  static Set<Long> of(List<Long> places, int most) {
    int of = places.size();
    int count = Math.min(of, most);
    Set<Long> chosen = new HashSet<>();
    for (int i = 0; i < count; i++) {
      chosen.add(places.get((int) ((2L * i + 1) * of / (2L * count))));
    }
    return chosen;
  }
}
