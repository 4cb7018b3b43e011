package org.mekiki.evaluate.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mekiki.evaluate.Evaluation.ClassResult;
import org.mekiki.evaluate.Evaluation.ImageScore;
import org.mekiki.evaluate.metric.Curve;
import org.mekiki.text.Text;

/** The report's drawings, as SVG elements; colours come from the page's style sheet. */
final class Charts {
  private static final int WIDTH = 520;
  private static final int LEFT = 76;
  private static final int RIGHT = 16;
  private static final int TOP = 14;
  private static final int BOTTOM = 42;
  private static final int BINS = 48;
  private static final int ROW = 26;

  private Charts() {}

  /** Scores of good images above the line, of defective ones below, as shares of their kind. */
  static String histogram(List<ImageScore> scores, double threshold) {
    int height = 300;
    Axis x = scoreAxis(scores, threshold);
    double[][] shares = shares(scores, x);
    double most = 0;
    for (double[] kind : shares) {
      for (double share : kind) {
        most = Math.max(most, share);
      }
    }
    double middle = (TOP + height - BOTTOM) / 2.0;
    double reach = middle - TOP;
    StringBuilder svg = open(height, "Histogram of the scores");
    double barWidth = (x.to() - x.from()) / BINS;
    for (int kind = 0; kind < 2; kind++) {
      for (int bin = 0; bin < BINS; bin++) {
        double size = most == 0 ? 0 : shares[kind][bin] / most * reach;
        if (size > 0) {
          add(
              svg,
              "<rect class='%s' x='%.1f' y='%.1f' width='%.1f' height='%.1f'/>",
              kind == 0 ? "good" : "bad",
              x.from() + bin * barWidth + 0.5,
              kind == 0 ? middle - size : middle,
              barWidth - 1,
              size);
        }
      }
    }
    add(
        svg,
        "<line class='axis' x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f'/>",
        x.from(),
        middle,
        x.to(),
        middle);
    text(svg, "good", LEFT - 8, middle - reach / 2, "end");
    text(svg, "defective", LEFT - 8, middle + reach / 2, "end");
    scoreTicks(svg, x, height);
    thresholdLine(svg, x, threshold, height);
    return svg.append("</svg>").toString();
  }

  private static double[][] shares(List<ImageScore> scores, Axis x) {
    double[][] shares = new double[2][BINS];
    long[] totals = new long[2];
    for (ImageScore image : scores) {
      int kind = image.item().defective() ? 1 : 0;
      double at = (image.score() - x.min()) / (x.max() - x.min());
      shares[kind][(int) Math.min(BINS - 1, Math.max(0, at * BINS))]++;
      totals[kind]++;
    }
    for (int kind = 0; kind < 2; kind++) {
      for (int bin = 0; bin < BINS; bin++) {
        shares[kind][bin] /= Math.max(1, totals[kind]);
      }
    }
    return shares;
  }

  /** Each image's score as a stroke, a row for each class. */
  static String strips(List<ImageScore> scores, List<ClassResult> classes, double threshold) {
    int height = TOP + BOTTOM + ROW * Math.max(1, classes.size());
    Axis x = scoreAxis(scores, threshold);
    StringBuilder svg = open(height, "Scores of each class");
    for (int row = 0; row < classes.size(); row++) {
      ClassResult result = classes.get(row);
      double top = TOP + row * ROW;
      for (ImageScore image : scores) {
        boolean same =
            image.item().defective() == result.defective()
                && (image.item().className().equals(result.name()));
        if (same) {
          double at = x.position(image.score());
          add(
              svg,
              "<line class='stroke %s' x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f'/>",
              result.defective() ? "bad" : "good",
              at,
              top + 4,
              at,
              top + ROW - 4);
        }
      }
      text(svg, shortened(result.name()), LEFT - 8, top + ROW / 2.0, "end");
    }
    scoreTicks(svg, x, height);
    thresholdLine(svg, x, threshold, height);
    return svg.append("</svg>").toString();
  }

  /**
   * Curves over a false-positive rate.
   *
   * @param names of the curves; each has its own style class {@code curve0}, {@code curve1}
   * @param points that are marked, with names; each has its own style class {@code point0}, {@code
   *     point1}
   * @param right largest rate shown
   */
  static String curves(
      List<String> names,
      List<Curve> curves,
      Map<String, Curve.Point> points,
      double right,
      String xLabel,
      String yLabel) {
    int height = 360;
    Axis x = new Axis(0, right, LEFT, WIDTH - RIGHT);
    Axis y = new Axis(0, 1, height - BOTTOM, TOP);
    StringBuilder svg = open(height, String.join(" and ", names));
    for (double tick : x.ticks(5)) {
      grid(svg, x.position(tick), y.from(), x.position(tick), y.to());
      text(svg, number(tick), x.position(tick), y.from() + 16, "middle");
    }
    for (double tick : y.ticks(5)) {
      grid(svg, x.from(), y.position(tick), x.to(), y.position(tick));
      text(svg, number(tick), LEFT - 8, y.position(tick), "end");
    }
    if (right == 1) {
      add(
          svg,
          "<line class='chance' x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f'/>",
          x.from(),
          y.from(),
          x.to(),
          y.to());
    }
    for (int i = 0; i < curves.size(); i++) {
      StringBuilder line = new StringBuilder();
      for (Curve.Point point : curves.get(i).points()) {
        add(line, "%.1f,%.1f ", x.position(point.x()), y.position(point.y()));
      }
      add(svg, "<polyline class='curve curve%d' points='%s'/>", i, line.toString().strip());
    }
    int number = 0;
    for (Map.Entry<String, Curve.Point> point : points.entrySet()) {
      add(
          svg,
          "<circle class='point%d' cx='%.1f' cy='%.1f' r='5'><title>%s</title></circle>",
          number++,
          x.position(point.getValue().x()),
          y.position(point.getValue().y()),
          Texts.html(point.getKey()));
    }
    text(svg, xLabel, (x.from() + x.to()) / 2, height - 6, "middle");
    add(
        svg,
        "<text transform='translate(24 %.1f) rotate(-90)' text-anchor='middle'>%s</text>",
        (y.from() + y.to()) / 2,
        Texts.html(yLabel));
    return svg.append("</svg>").toString();
  }

  private static Axis scoreAxis(List<ImageScore> scores, double threshold) {
    double min = threshold;
    double max = threshold;
    for (ImageScore image : scores) {
      min = Math.min(min, image.score());
      max = Math.max(max, image.score());
    }
    double margin = max > min ? 0.02 * (max - min) : Math.max(1, Math.abs(max)) * 0.5;
    return new Axis(min - margin, max + margin, LEFT, WIDTH - RIGHT);
  }

  private static void scoreTicks(StringBuilder svg, Axis x, int height) {
    double base = height - BOTTOM;
    add(
        svg,
        "<line class='axis' x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f'/>",
        x.from(),
        base,
        x.to(),
        base);
    for (double tick : x.ticks(7)) {
      text(svg, number(tick), x.position(tick), base + 16, "middle");
    }
    text(svg, "raw score", (x.from() + x.to()) / 2, height - 6, "middle");
  }

  private static void thresholdLine(StringBuilder svg, Axis x, double threshold, int height) {
    double at = x.position(threshold);
    add(
        svg,
        "<line class='threshold' x1='%.1f' y1='%d' x2='%.1f' y2='%d'><title>threshold %s</title>"
            + "</line>",
        at,
        TOP - 6,
        at,
        height - BOTTOM,
        Texts.score(threshold));
  }

  private static StringBuilder open(int height, String label) {
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg viewBox='0 0 %d %d' role='img' aria-label='%s'>",
        WIDTH,
        height,
        Texts.html(label));
    return svg;
  }

  private static void grid(StringBuilder svg, double x1, double y1, double x2, double y2) {
    add(svg, "<line class='grid' x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f'/>", x1, y1, x2, y2);
  }

  private static void text(StringBuilder svg, String text, double x, double y, String anchor) {
    add(
        svg,
        "<text x='%.1f' y='%.1f' text-anchor='%s' dominant-baseline='middle'>%s</text>",
        x,
        y,
        anchor,
        Texts.html(text));
  }

  private static String number(double value) {
    String text = Text.of("%.4f", value);
    return text.replaceAll("0+$", "").replaceAll("\\.$", "");
  }

  private static String shortened(String name) {
    return name.length() <= 11 ? name : Text.start(name, 10);
  }

  private static void add(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
