package org.mekiki.app.evaluate;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.mekiki.config.PadimSettings;
import org.mekiki.config.choice.ReductionMethod;
import org.mekiki.config.choice.RegularizationMethod;
import org.mekiki.evaluate.EvaluationSettings;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.padim.threshold.Threshold;
import org.mekiki.text.Text;
import org.mekiki.view.View;
import org.mekiki.view.ViewJson;
import org.mekiki.view.ViewResolution;

/** What made an evaluation's figures: enough to repeat it. */
final class EvaluationFacts {
  private EvaluationFacts() {}

  /** Names and values for people, in the report's order. */
  static Map<String, String> of(
      PadimSettings padim,
      Backbone backbone,
      EmbeddingSettings embedding,
      Threshold threshold,
      EvaluationSettings settings) {
    Map<String, String> facts = new LinkedHashMap<>();
    Preprocessing input = backbone.preprocessing();
    facts.put("backbone", backbone.name());
    facts.put("backbone SHA-256", backbone.sha256());
    facts.put(
        "features",
        backbone.features().stream()
            .map(f -> Text.of("%s %dx%dx%d", f.name(), f.channels(), f.height(), f.width()))
            .collect(Collectors.joining(", ")));
    facts.put(
        "input",
        Text.of(
            "%s%dx%d %s, mean %s, standard deviation %s",
            input.crops()
                ? Text.of("centre of %dx%d, ", input.resized().height(), input.resized().width())
                : "",
            input.shape().height(),
            input.shape().width(),
            input.order(),
            input.mean(),
            input.std()));
    facts.put(
        "reduction",
        Text.of(
            "%s, %s%d of %d features%s",
            padim.reduction().label(),
            padim.dimensionsAreAutomatic() ? "automatically " : "",
            embedding.reduction().dimensions(),
            embedding.reduction().inputs(),
            padim.reduction() == ReductionMethod.ALL ? "" : ", seed " + padim.seed()));
    facts.put("grid", Text.of("%dx%d", embedding.grid().height(), embedding.grid().width()));
    facts.put(
        "neighbourhood",
        embedding.neighbourhood() == 1
            ? "none"
            : Text.of("%dx%d", embedding.neighbourhood(), embedding.neighbourhood()));
    facts.put(
        "regularization",
        padim.regularization() == RegularizationMethod.LEDOIT_WOLF
            ? padim.regularization().label()
            : padim.regularization().label() + " " + padim.regularizationValue());
    facts.put("threshold", threshold.describe());
    facts.put("held out of training", String.valueOf(settings.validation()));
    facts.put("held out of the test set", String.valueOf(settings.labelledValidation()));
    facts.put("pixel size", settings.pixelSize().name().toLowerCase(Locale.ROOT));
    facts.put("seed", String.valueOf(padim.seed()));
    String version = EvaluationFacts.class.getPackage().getImplementationVersion();
    facts.put("mekiki", version == null ? "not packaged" : version);
    facts.put("java", System.getProperty("java.version") + " " + System.getProperty("os.arch"));
    return facts;
  }

  /** Adds what was seen of each frame. */
  static void addView(Map<String, String> facts, View view, Grid grid) {
    facts.put("view", ViewJson.text(view));
    facts.put("resolution", ViewResolution.of(view, grid).text());
  }
}
