package org.mekiki.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mekiki.text.Text;

/**
 * What a model can see.
 *
 * @param threshold raw score from which on a frame is anomalous
 * @param width columns of the frames
 * @param height rows of the frames
 * @param frames good frames that were painted on
 * @param falseAlarms frames that are anomalous without any defect
 * @param clean places at which the frame reaches the threshold without any defect; these don't
 *     count as found
 * @param curves one for each kind and contrast
 * @param blindSpots empty if no spot could be placed
 * @param secondModel good frames of a second model, which was measured in the model's stead since
 *     that one has learned the frames; 0 if the model itself was measured
 */
public record Detectability(
    double threshold,
    int width,
    int height,
    int frames,
    Share falseAlarms,
    Share clean,
    List<DetectionCurve> curves,
    Optional<BlindSpots> blindSpots,
    long secondModel) {
  public Detectability {
    Objects.requireNonNull(falseAlarms, "falseAlarms");
    Objects.requireNonNull(clean, "clean");
    Objects.requireNonNull(blindSpots, "blindSpots");
    curves = List.copyOf(curves);
  }

  /** The same, measured with a second model of that many good frames. */
  public Detectability ofSecondModel(long learned) {
    return new Detectability(
        threshold, width, height, frames, falseAlarms, clean, curves, blindSpots, learned);
  }

  /** The same without blind spots. */
  Detectability withoutPlaces() {
    return new Detectability(
        threshold,
        width,
        height,
        frames,
        falseAlarms,
        clean,
        curves,
        Optional.empty(),
        secondModel);
  }

  /** What it was measured on, as sentences. */
  public String basis() {
    return Text.of(
        "Defects painted on %d good frames of %dx%d %s, at the model's threshold of %.4g. Frames"
            + " that are anomalous without a defect: %d.",
        frames,
        width,
        height,
        secondModel == 0
            ? "that the model has not learned"
            : "and shown to a second model, of " + secondModel + " other good frames",
        threshold,
        falseAlarms.found());
  }

  /** What it can see in short: a line for each kind and contrast, then about the blind spots. */
  public List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    curves.forEach(curve -> sentences.add(curve.text()));
    blindSpots.ifPresent(spots -> sentences.add(blindText(spots)));
    return sentences;
  }

  /** The table for a terminal: a line for each kind and contrast, then the blind spots. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(basis());
    lines.add("");
    double[] sizes =
        curves.stream()
            .flatMap(curve -> curve.points().stream())
            .mapToDouble(DetectionCurve.Point::pixels)
            .distinct()
            .sorted()
            .toArray();
    StringBuilder head = new StringBuilder(Text.of("  %-26s", "found, in %"));
    for (double size : sizes) {
      head.append(Text.of("%6s px", DetectionCurve.pixels(size)));
    }
    lines.add(head.toString());
    for (DetectionCurve curve : curves) {
      StringBuilder row = new StringBuilder(Text.of("  %-26s", curve.name()));
      for (double size : sizes) {
        String share =
            curve.points().stream()
                .filter(point -> point.pixels() == size)
                .map(point -> Text.of("%.0f", 100 * point.found().value()))
                .findFirst()
                .orElse("-");
        row.append(Text.of("%9s", share));
      }
      lines.add(row.toString());
    }
    lines.add("");
    curves.forEach(curve -> lines.add("  " + curve.text()));
    blindSpots.ifPresent(
        spots -> {
          lines.add("");
          lines.add(blindText(spots));
          spots.lines().forEach(line -> lines.add("  " + line));
        });
    return lines;
  }

  /** What the map says, as a sentence. */
  public static String blindText(BlindSpots spots) {
    return Text.of(
        "Blind spots: at %d of %d places a spot of %s px at contrast %d is missed more often than"
            + " found.",
        spots.blind(),
        spots.cells().size(),
        DetectionCurve.pixels(spots.pixels()),
        spots.contrast());
  }
}
