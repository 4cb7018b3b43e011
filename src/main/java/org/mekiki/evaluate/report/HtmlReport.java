package org.mekiki.evaluate.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mekiki.evaluate.Evaluation;
import org.mekiki.evaluate.Evaluation.ClassResult;
import org.mekiki.evaluate.Evaluation.Example;
import org.mekiki.evaluate.LearnedThreshold;
import org.mekiki.evaluate.LearnedThreshold.GoodImage;
import org.mekiki.evaluate.data.DataSet;
import org.mekiki.evaluate.data.TestItem;
import org.mekiki.evaluate.metric.Confusion;
import org.mekiki.evaluate.metric.Curve;
import org.mekiki.evaluate.metric.Figure;
import org.mekiki.evaluate.metric.ImageMetrics;
import org.mekiki.evaluate.metric.PixelMetrics;
import org.mekiki.evaluate.metric.RegionOverlap;
import org.mekiki.text.Counted;
import org.mekiki.text.Text;

/**
 * The report for people: one HTML file that needs nothing beside it, no script, light or dark as
 * the reader's machine is.
 */
public final class HtmlReport {
  private final Evaluation evaluation;
  private final Map<String, String> settings;
  private final StringBuilder out = new StringBuilder();

  private HtmlReport(Evaluation evaluation, Map<String, String> settings) {
    this.evaluation = evaluation;
    this.settings = settings;
  }

  /**
   * The report.
   *
   * @param settings what made it, in order, for people
   */
  public static String of(Evaluation evaluation, Map<String, String> settings) {
    return new HtmlReport(evaluation, settings).page();
  }

  private String page() {
    String name = evaluation.dataSet().name();
    add("<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>");
    add("<meta name='viewport' content='width=device-width, initial-scale=1'>");
    add("<title>%s – Mekiki evaluation</title><style>", name);
    out.append(styleSheet());
    add("</style></head><body><main>");
    header();
    verdictFirst();
    cards();
    notes();
    verdicts();
    charts();
    classes();
    evaluation.detectability().ifPresent(seen -> out.append(DetectabilityHtml.of(seen)));
    gallery(
        "Worst misses",
        "Defective images with the lowest scores. The outline is the mask's; colours span each"
            + " map's own range.",
        evaluation.examples().misses());
    gallery(
        "Worst false alarms",
        "Good images with the highest scores. Colours span each map's own range.",
        evaluation.examples().falseAlarms());
    goodImages();
    unreadable();
    made();
    add("</main></body></html>\n");
    return out.toString();
  }

  private void header() {
    DataSet set = evaluation.dataSet();
    long defective = evaluation.scores().stream().filter(s -> s.item().defective()).count();
    add("<h1>%s</h1>", set.name());
    add(
        "<p class='soft'>%s to train with · %s good and %s defective images tested · layout: %s ·"
            + " %s images a second</p>",
        Counted.of(evaluation.trainImages(), "good image"),
        evaluation.scores().size() - defective,
        defective,
        set.layout(),
        Text.of("%.1f", evaluation.framesPerSecond()));
  }

  private void verdictFirst() {
    add("<p class='verdict'>%s</p>", TextReport.verdict(evaluation));
    add("<p class='soft'>%s</p>", TextReport.expectation(evaluation));
  }

  private void cards() {
    ImageMetrics image = evaluation.image();
    PixelMetrics pixel = evaluation.pixel();
    add("<div class='cards'>");
    card("Image AUROC", image.auroc());
    card("Average precision", image.averagePrecision());
    card("Image F1-max", image.f1Max());
    card("Pixel AUROC", pixel.auroc());
    card("AUPRO (to FPR 0.3)", pixel.aupro());
    card("Pixel F1-max", pixel.f1Max());
    add("</div>");
    add("<p class='soft small'>Pixels are compared at %s.</p>", evaluation.pixelSize());
  }

  private void card(String name, Figure figure) {
    add("<div class='card'><div class='soft small'>%s</div>", name);
    add("<div class='value'>%s</div></div>", Texts.figure(figure));
  }

  private void notes() {
    Map<String, String> reasons = TextReport.reasons(evaluation);
    List<String> warnings = evaluation.learned().warnings();
    if (reasons.isEmpty() && evaluation.notes().isEmpty() && warnings.isEmpty()) {
      return;
    }
    add("<div class='notes'><ul>");
    reasons.forEach((reason, what) -> add("<li>No %s: %s.</li>", what, reason));
    warnings.forEach(warning -> add("<li>%s</li>", warning));
    evaluation.notes().forEach(note -> add("<li>%s</li>", note));
    add("</ul></div>");
  }

  private void verdicts() {
    Confusion confusion = evaluation.confusion();
    add("<h2>Verdicts at the learned threshold, %s</h2>", Texts.score(evaluation.threshold()));
    add("<div class='charts'><div class='card scroll'><table class='matrix'>");
    add("<tr><th></th><th>called anomalous</th><th>called good</th></tr>");
    add(
        "<tr><td>defective</td><td>%s</td><td>%s</td></tr>",
        confusion.truePositives(), confusion.falseNegatives());
    add(
        "<tr><td>good</td><td>%s</td><td>%s</td></tr></table></div>",
        confusion.falsePositives(), confusion.trueNegatives());
    add("<div class='card'><table>");
    row("Defects found (recall)", Texts.percent(confusion.recall()));
    row("Good images flagged (false-alarm rate)", Texts.percent(confusion.falseAlarmRate()));
    row("Alarms that are right (precision)", Texts.percent(confusion.precision()));
    row("F1 at this threshold", Texts.figure(confusion.f1()));
    add("</table><p class='soft small'>Calibrated on %s.</p>", evaluation.calibration());
    add("</div></div>");
  }

  private void row(String name, String value) {
    add("<tr><td>%s</td><td>%s</td></tr>", name, value);
  }

  private void charts() {
    add("<h2>Scores and curves</h2><div class='charts'>");
    chart(
        "Scores <span class='soft small'><span class='dash'></span>threshold</span>",
        Charts.histogram(evaluation.scores(), evaluation.threshold()));
    chart(
        "Scores by class",
        Charts.strips(evaluation.scores(), evaluation.classes(), evaluation.threshold()));
    chart(
        "ROC <span class='soft small'><span class='key'></span>images<span class='key good'></span>"
            + "pixels<span class='dot'></span>its threshold<span class='dot best'></span>best"
            + " threshold</span>",
        Charts.curves(
            List.of("ROC over images", "ROC over pixels"),
            List.of(evaluation.image().roc(), evaluation.pixel().roc()),
            points(),
            1,
            "false-positive rate",
            "true-positive rate"));
    chart(
        "Per-region overlap",
        Charts.curves(
            List.of("per-region overlap"),
            List.of(evaluation.pixel().pro()),
            Map.of(),
            RegionOverlap.LIMIT,
            "false-positive rate over pixels",
            "mean overlap of regions"));
    add("</div>");
  }

  /** The thresholds on the ROC curve over images, the learned one first. */
  private Map<String, Curve.Point> points() {
    Map<String, Curve.Point> points = new LinkedHashMap<>();
    evaluation
        .best()
        .ifPresent(
            best -> {
              points.put("its threshold", point(evaluation.confusion()));
              points.put("best threshold", point(best.confusion()));
            });
    return points;
  }

  private static Curve.Point point(Confusion confusion) {
    return new Curve.Point(confusion.falseAlarmRate().value(), confusion.recall().value());
  }

  private void chart(String title, String svg) {
    out.append("<div class='card'><h3>").append(title).append("</h3>").append(svg);
    out.append("</div>");
  }

  private void classes() {
    add("<h2>Classes</h2><div class='card scroll'><table>");
    add("<tr><th>class</th><th>images</th><th>called anomalous</th><th>image AUROC</th>");
    add("<th>pixel AUROC</th><th>AUPRO</th><th>regions</th></tr>");
    for (ClassResult result : evaluation.classes()) {
      add(
          "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>",
          result.name(),
          result.images(),
          result.anomalous(),
          Texts.figure(result.imageAuroc()),
          Texts.figure(result.pixelAuroc()),
          Texts.figure(result.aupro()),
          result.defective() ? result.regions() : "–");
    }
    add("</table></div><p class='soft small'>Each class of defects is compared with all good");
    add(" images, its defective pixels with all normal pixels of the set.</p>");
  }

  private void gallery(String title, String explanation, List<Example> examples) {
    if (examples.isEmpty()) {
      return;
    }
    add("<h2>%s</h2><p class='soft small'>%s</p><div class='gallery'>", title, explanation);
    for (Example example : examples) {
      TestItem item = example.score().item();
      boolean anomalous = example.score().score() >= evaluation.threshold();
      add("<figure><div class='pair'>");
      image(example.jpeg(), "image");
      image(example.overlay(), "heatmap over the image");
      add(
          "</div><figcaption><span class='chip%s'>%s</span><b>%s</b> %s<br>"
              + "<span class='soft'>%s</span></figcaption></figure>",
          anomalous == item.defective() ? "" : " wrong",
          anomalous
              ? (item.defective() ? "found" : "false alarm")
              : item.defective() ? "missed" : "passed",
          Texts.score(example.score().score()),
          item.className(),
          evaluation.dataSet().relative(item.image()));
    }
    add("</div>");
  }

  private void image(byte[] jpeg, String what) {
    out.append("<img alt='").append(what).append("' src='data:image/jpeg;base64,");
    out.append(Base64.getEncoder().encodeToString(jpeg)).append("'>");
  }

  private void goodImages() {
    LearnedThreshold learned = evaluation.learned();
    add("<h2>Good images that are most unlike the rest</h2>");
    add("<p class='soft small'>If something wrong is among the good images, it is most likely");
    add(" here. Scores are by the model without the image. An odd one did not count for the");
    add(" threshold.</p>");
    add("<div class='card scroll'><table class='settings'>");
    learned.removed().forEach(image -> goodImage(image, "removed"));
    learned
        .unusual()
        .forEach(image -> goodImage(image, learned.odd().contains(image) ? "odd" : ""));
    add("</table></div>");
  }

  private void goodImage(GoodImage image, String what) {
    add(
        "<tr><td>%s</td><td>%s</td><td>%s</td></tr>",
        evaluation.dataSet().relative(image.file()), Texts.score(image.score()), what);
  }

  private void unreadable() {
    if (evaluation.unreadable().isEmpty()) {
      return;
    }
    add("<h2>Files that could not be used</h2><div class='card scroll'><table class='settings'>");
    evaluation
        .unreadable()
        .forEach(file -> row(evaluation.dataSet().relative(file.file()), file.reason()));
    add("</table></div>");
  }

  private void made() {
    add("<h2>What made these figures</h2><div class='card scroll'><table class='settings'>");
    settings.forEach(this::row);
    add("</table></div>");
  }

  /** Adds HTML; values are escaped, the format is not. */
  private void add(String format, Object... values) {
    out.append(Texts.filled(format, values));
  }

  private static String styleSheet() {
    try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("report.css is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("report.css can't be read", e);
    }
  }
}
