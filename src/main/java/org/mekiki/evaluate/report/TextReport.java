package org.mekiki.evaluate.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.mekiki.evaluate.Evaluation;
import org.mekiki.evaluate.Evaluation.ClassResult;
import org.mekiki.evaluate.LearnedThreshold.GoodImage;
import org.mekiki.evaluate.metric.Confusion;
import org.mekiki.evaluate.metric.Figure;
import org.mekiki.evaluate.metric.ImageMetrics;
import org.mekiki.evaluate.metric.PixelMetrics;
import org.mekiki.text.Counted;
import org.mekiki.text.Plain;
import org.mekiki.text.Text;

/** The figures as a table for a terminal. */
public final class TextReport {
  private TextReport() {}

  /** The table, with a line break at the end. */
  public static String of(Evaluation evaluation) {
    StringBuilder out = new StringBuilder();
    line(out, "%s", verdict(evaluation).replace("; ", ";\n"));
    line(out, "");
    summary(evaluation, out);
    classes(evaluation, out);
    reasons(evaluation).forEach((reason, what) -> line(out, "%s: none, %s", what, reason));
    evaluation.learned().warnings().forEach(warning -> line(out, "%s", warning));
    odd(evaluation, out);
    evaluation
        .detectability()
        .ifPresent(seen -> seen.lines().forEach(text -> line(out, "%s", text)));
    evaluation.notes().forEach(note -> line(out, "%s", note));
    evaluation
        .unreadable()
        .forEach(
            file ->
                line(out, "  %s: %s", evaluation.dataSet().relative(file.file()), file.reason()));
    return out.toString();
  }

  /** What a person needs to know first. */
  static String verdict(Evaluation evaluation) {
    Confusion at = evaluation.confusion();
    long defects = at.truePositives() + at.falseNegatives();
    long good = at.falsePositives() + at.trueNegatives();
    String found =
        Text.of(
            "At its threshold it finds %d of %s and raises %s in %s",
            at.truePositives(),
            Counted.of(defects, "defect"),
            Counted.of(at.falsePositives(), "false alarm"),
            Counted.of(good, "good part"));
    return evaluation
        .best()
        .map(
            best ->
                Text.of(
                    "%s; the best threshold on this set would find %d with %s.",
                    found,
                    best.confusion().truePositives(),
                    Counted.of(best.confusion().falsePositives(), "false alarm")))
        .orElse(found + ".");
  }

  /** What was promised before a test image was looked at. */
  static String expectation(Evaluation evaluation) {
    return "It expects false alarms of " + evaluation.learned().falseAlarms().text() + ".";
  }

  private static void summary(Evaluation evaluation, StringBuilder out) {
    ImageMetrics image = evaluation.image();
    PixelMetrics pixel = evaluation.pixel();
    Confusion confusion = evaluation.confusion();
    line(
        out,
        "%s: %s to train with, %s scored at %.1f a second",
        Plain.line(evaluation.dataSet().name()),
        Counted.of(evaluation.trainImages(), "image"),
        Counted.of(evaluation.scores().size(), "test image"),
        evaluation.framesPerSecond());
    line(out, "");
    line(
        out,
        "  image   AUROC %s   average precision %s   F1-max %s",
        Texts.figure(image.auroc()),
        Texts.figure(image.averagePrecision()),
        Texts.figure(image.f1Max()));
    line(
        out,
        "  pixel   AUROC %s   AUPRO %s   F1-max %s   (%s)",
        Texts.figure(pixel.auroc()),
        Texts.figure(pixel.aupro()),
        Texts.figure(pixel.f1Max()),
        evaluation.pixelSize());
    line(
        out,
        "  verdict at threshold %s: %d defects found, %d missed; %d false alarms, %d good passed",
        Texts.score(evaluation.threshold()),
        confusion.truePositives(),
        confusion.falseNegatives(),
        confusion.falsePositives(),
        confusion.trueNegatives());
    line(
        out,
        "          recall %s   false alarms %s   precision %s",
        Texts.percent(confusion.recall()),
        Texts.percent(confusion.falseAlarmRate()),
        Texts.percent(confusion.precision()));
    line(out, "          %s", expectation(evaluation));
    line(out, "");
  }

  private static void odd(Evaluation evaluation, StringBuilder out) {
    List<GoodImage> named = new ArrayList<>(evaluation.learned().removed());
    named.addAll(evaluation.learned().odd());
    for (GoodImage image : named) {
      line(
          out,
          "  %s: score %s",
          evaluation.dataSet().relative(image.file()),
          Texts.score(image.score()));
    }
  }

  private static void classes(Evaluation evaluation, StringBuilder out) {
    int width = "class".length();
    for (ClassResult result : evaluation.classes()) {
      width = Math.max(width, Plain.line(result.name()).length());
    }
    String format = "  %-" + width + "s  %6s  %9s  %11s  %11s  %7s";
    line(out, format, "class", "images", "anomalous", "image AUROC", "pixel AUROC", "AUPRO");
    for (ClassResult result : evaluation.classes()) {
      line(
          out,
          format,
          Plain.line(result.name()),
          result.images(),
          result.anomalous(),
          Texts.figure(result.imageAuroc()),
          Texts.figure(result.pixelAuroc()),
          Texts.figure(result.aupro()));
    }
    line(out, "");
  }

  /** Reasons for missing figures, each once, with the figures that it concerns. */
  static Map<String, String> reasons(Evaluation evaluation) {
    Map<String, Figure> figures = new LinkedHashMap<>();
    figures.put("image AUROC", evaluation.image().auroc());
    figures.put("average precision", evaluation.image().averagePrecision());
    figures.put("image F1-max", evaluation.image().f1Max());
    figures.put("pixel AUROC", evaluation.pixel().auroc());
    figures.put("pixel F1-max", evaluation.pixel().f1Max());
    figures.put("AUPRO", evaluation.pixel().aupro());
    Map<String, String> reasons = new TreeMap<>();
    figures.forEach(
        (name, figure) -> {
          if (!figure.defined()) {
            reasons.merge(figure.reason(), name, (before, more) -> before + ", " + more);
          }
        });
    return reasons;
  }

  private static void line(StringBuilder out, String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
