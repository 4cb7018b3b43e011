package org.mekiki.web.topics;

import java.util.List;
import java.util.OptionalDouble;
import org.mekiki.detect.BlindSpots;
import org.mekiki.detect.Detectability;
import org.mekiki.detect.DetectionCurve;
import org.mekiki.detect.KeptDetectability;

/**
 * What a version can see, in the API's JSON.
 *
 * @param frames good frames that defects were painted on
 * @param others good frames of a second model that was measured; 0 if the version itself was
 * @param alarms how many of them reach the threshold without a defect
 * @param kinds one for each kind and contrast
 * @param blind null if no spot could be placed
 * @param map whether there is a picture of the blind spots
 */
record SightFacts(int frames, long others, int alarms, List<Kind> kinds, Blind blind, boolean map) {
  /**
   * From which size on nine in ten are found.
   *
   * @param kind name of a {@link org.mekiki.detect.DefectKind}
   * @param contrast in grey levels; 0 where the kind has none
   * @param reached in pixels of the frame; null if no size is
   * @param largest that was tried; null if none was
   * @param found share of the largest that is found, 0…1; null if none was tried
   */
  record Kind(String kind, int contrast, Double reached, Double largest, Double found) {
    static Kind of(DetectionCurve curve) {
      OptionalDouble reached = curve.reached();
      int last = curve.points().size() - 1;
      DetectionCurve.Point largest = last < 0 ? null : curve.points().get(last);
      return new Kind(
          curve.kind().name(),
          curve.contrast(),
          reached.isPresent() ? reached.getAsDouble() : null,
          largest == null ? null : largest.pixels(),
          largest == null ? null : largest.found().value());
    }
  }

  /**
   * Places at which a spot is missed more often than found.
   *
   * @param pixels diameter of the spot, in pixels of the frame
   * @param contrast in grey levels
   * @param places that were tried
   */
  record Blind(double pixels, int contrast, int places, int missed) {
    static Blind of(BlindSpots spots) {
      return new Blind(spots.pixels(), spots.contrast(), spots.cells().size(), spots.blind());
    }
  }

  static SightFacts of(KeptDetectability kept) {
    Detectability seen = kept.figures();
    return new SightFacts(
        seen.frames(),
        seen.secondModel(),
        seen.falseAlarms().found(),
        seen.curves().stream().map(Kind::of).toList(),
        seen.blindSpots().map(Blind::of).orElse(null),
        kept.map().isPresent());
  }
}
