package org.mekiki.evaluate.report;

import java.util.Base64;
import org.mekiki.detect.BlindSpots;
import org.mekiki.detect.Detectability;
import org.mekiki.detect.DetectionCurve;
import org.mekiki.text.Text;

/** What the model can see, as a part of the report. */
final class DetectabilityHtml {
  private static final int MAP_SIDE = 640;

  private DetectabilityHtml() {}

  static String of(Detectability seen) {
    StringBuilder out = new StringBuilder("<h2>What it can see</h2>");
    add(out, "<p class='soft'>%s</p>", seen.basis());
    add(out, "<div class='charts'><div class='card'><table class='settings'>");
    for (DetectionCurve curve : seen.curves()) {
      add(out, "<tr><td>%s</td><td>%s</td></tr>", curve.name(), points(curve));
    }
    add(out, "</table></div><div class='card'><ul>");
    seen.curves().forEach(curve -> add(out, "<li>%s</li>", curve.text()));
    add(out, "</ul></div>");
    seen.blindSpots().ifPresent(spots -> blindSpots(out, spots));
    return out.append("</div>").toString();
  }

  private static void blindSpots(StringBuilder out, BlindSpots spots) {
    String picture =
        spots.jpeg(MAP_SIDE).map(jpeg -> Base64.getEncoder().encodeToString(jpeg)).orElseThrow();
    add(out, "<div class='card'><h3>Blind spots</h3><img alt='map of blind spots' width='100%%'");
    out.append(" src='data:image/jpeg;base64,").append(picture);
    add(
        out,
        "'><p class='soft small'>%s Blue: found. Orange: missed.</p></div>",
        Detectability.blindText(spots));
  }

  /** Each size with its share and interval. */
  private static String points(DetectionCurve curve) {
    StringBuilder text = new StringBuilder();
    for (DetectionCurve.Point point : curve.points()) {
      text.append(
          Text.of(
              "%s%s px: %.0f %% (%.0f to %.0f)",
              text.isEmpty() ? "" : " · ",
              DetectionCurve.pixels(point.pixels()),
              100 * point.found().value(),
              100 * point.found().low(),
              100 * point.found().high()));
    }
    return text.toString();
  }

  /** Adds HTML; values are escaped, the format is not. */
  private static void add(StringBuilder out, String format, Object... values) {
    out.append(Texts.filled(format, values));
  }
}
