package org.mekiki.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.evaluate.EvaluationSettings.PixelSize;
import org.mekiki.evaluate.data.DataSets;
import org.mekiki.evaluate.report.Axis;
import org.mekiki.evaluate.report.HtmlReport;
import org.mekiki.evaluate.report.JsonReport;
import org.mekiki.evaluate.report.TextReport;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.InFlight;

class ReportsTest {
  private static final Map<String, String> SETTINGS = new LinkedHashMap<>();

  @TempDir static Path folder;
  private static Evaluation evaluation;

  @BeforeAll
  static void evaluate() throws IOException {
    SETTINGS.put("backbone", "cell <means>");
    SETTINGS.put("seed", "7");
    TinyDataSet set = new TinyDataSet(folder.resolve("a&b"));
    set.write(12, 4, 3, "blob", "dark spot");
    set.file("test/good/broken.png", new byte[] {1});
    evaluation =
        new Evaluator(
                TinyDataSet.padim().build(),
                TinyDataSet.viewer(),
                ImageLimits.DEFAULT,
                new EvaluationSettings(PixelSize.MAP, 0, 0, 7, 2, 3, false, Optional.empty()),
                InFlight.NOOP)
            .run(DataSets.read(set.root(), 7), EvaluationProgress.NOOP);
  }

  @Test
  void writesTheDocumentedKeys() throws IOException {
    JsonNode json = new ObjectMapper().readTree(JsonReport.of(evaluation, SETTINGS, false));

    List<String> keys = new ArrayList<>();
    json.fieldNames().forEachRemaining(keys::add);
    assertThat(keys)
        .containsExactly(
            "dataSet",
            "imageAuroc",
            "imageAveragePrecision",
            "imageF1Max",
            "imageF1MaxThreshold",
            "pixelAuroc",
            "pixelAveragePrecision",
            "pixelF1Max",
            "pixelF1MaxThreshold",
            "aupro",
            "auproLimit",
            "regions",
            "pixels",
            "pixelSize",
            "threshold",
            "calibration",
            "falseAlarms",
            "oddImages",
            "removedImages",
            "unusualImages",
            "warnings",
            "confusion",
            "best",
            "framesPerSecond",
            "classes",
            "detectability",
            "undefined",
            "unreadable",
            "notes",
            "settings",
            "images");
    assertThat(json.get("imageAuroc").doubleValue()).isEqualTo(evaluation.image().auroc().value());
    assertThat(json.get("confusion").get("truePositives").longValue())
        .isEqualTo(evaluation.confusion().truePositives());
    assertThat(json.get("classes").get("dark spot").get("images").intValue()).isEqualTo(3);
    assertThat(json.get("classes").get("good").get("imageAuroc").isNull()).isTrue();
    assertThat(json.get("images")).hasSize(10);
    assertThat(json.get("images").get(0).get("file").asText()).isEqualTo("test/blob/0.png");
    assertThat(json.get("unreadable").get(0).get("file").asText())
        .isEqualTo("test/good/broken.png");
    assertThat(json.get("settings").get("seed").asText()).isEqualTo("7");
  }

  @Test
  void writesTheRateOnlyWhenAsked() throws IOException {
    JsonNode timed = new ObjectMapper().readTree(JsonReport.of(evaluation, SETTINGS, true));
    JsonNode untimed = new ObjectMapper().readTree(JsonReport.of(evaluation, SETTINGS, false));

    assertThat(timed.get("framesPerSecond").doubleValue()).isPositive();
    assertThat(untimed.get("framesPerSecond").isNull()).isTrue();
  }

  @Test
  void writesNullAndTheReasonForAFigureThatTheSetDoesNotGive() throws IOException {
    Path root = folder.resolve("good only");
    new TinyDataSet(root).write(6, 2, 0);
    Evaluation none =
        new Evaluator(
                TinyDataSet.padim().build(),
                TinyDataSet.viewer(),
                ImageLimits.DEFAULT,
                new EvaluationSettings(PixelSize.MAP, 0, 0, 1, 2, 3, false, Optional.empty()),
                InFlight.NOOP)
            .run(DataSets.read(root, 1), EvaluationProgress.NOOP);

    JsonNode json = new ObjectMapper().readTree(JsonReport.of(none, Map.of(), false));

    assertThat(json.get("imageAuroc").isNull()).isTrue();
    assertThat(json.get("undefined").get("imageAuroc").asText())
        .isEqualTo("the test set has no defective image");
    assertThat(HtmlReport.of(none, Map.of())).contains("the test set has no defective image");
  }

  @Test
  void writesOnePageThatNeedsNothingBesideIt() {
    String html = HtmlReport.of(evaluation, SETTINGS);

    assertThat(html)
        .startsWith("<!DOCTYPE html>")
        .contains("<h1>a&amp;b</h1>", "cell &lt;means&gt;", "dark spot", "data:image/jpeg;base64,")
        .contains("Worst misses", "Worst false alarms", "test/good/broken.png")
        .doesNotContain("<script", "http://", "https://", "NaN", "Infinity", "null");
    assertThat(html.split("<svg", -1)).hasSize(5);
    assertThat(html.split("<figure>", -1)).hasSize(7);
    assertThat(html).isEqualTo(HtmlReport.of(evaluation, SETTINGS));
  }

  @Test
  void writesATableForATerminal() {
    String text = TextReport.of(evaluation);

    assertThat(text)
        .startsWith(
            "At its threshold it finds 6 of 6 defects and raises 1 false alarm in 4 good parts;\n")
        .contains("a&b: 12 images to train with, 10 test images scored at ")
        .contains("class", "dark spot")
        .contains("  test/good/broken.png: ");
    assertThat(text.lines()).allMatch(line -> line.length() <= 130).noneMatch(l -> l.endsWith(" "));
  }

  @Test
  void choosesRoundTicks() {
    assertThat(new Axis(0, 1, 0, 100).ticks(5))
        .containsExactly(0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0);
    assertThat(new Axis(8.3, 53, 0, 100).ticks(7)).containsExactly(10.0, 20.0, 30.0, 40.0, 50.0);
    assertThat(new Axis(-1.2e-4, 1.1e-4, 0, 1).ticks(5)).hasSizeBetween(4, 6);
    assertThat(new Axis(2, 4, 10, 30).position(3)).isEqualTo(20);
  }
}
