package org.mekiki.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.mekiki.evaluate.Reference;
import org.mekiki.evaluate.data.Mask;
import org.mekiki.padim.map.ConnectedParts;

class PixelScoresTest {
  private static final List<String> CLASSES = List.of("crack", "dent");

  @TestFactory
  Stream<DynamicTest> equalsTheReference() throws IOException {
    return Reference.cases("pixel").stream()
        .map(
            expected ->
                DynamicTest.dynamicTest(
                    expected.get("name").asText(),
                    () -> check(expected, new PixelScores(CLASSES))));
  }

  private static void check(JsonNode expected, PixelScores scores) {
    for (JsonNode image : expected.get("images")) {
      if (image.get("class").asText().isEmpty()) {
        scores.addGood(Reference.map(image));
      } else {
        ConnectedParts regions = Reference.mask(image).regions();
        scores.addDefective(Reference.map(image), regions, image.get("class").asText());
      }
    }
    PixelMetrics figures = scores.metrics();
    assertEqual(figures.auroc(), expected.get("auroc"));
    assertEqual(figures.averagePrecision(), expected.get("averagePrecision"));
    assertEqual(figures.f1Max(), expected.get("f1Max"));
    assertEqual(figures.f1MaxThreshold(), expected.get("f1MaxThreshold"));
    assertEqual(figures.aupro(), expected.get("aupro"));
    assertThat(figures.regions()).isEqualTo(expected.get("regions").longValue());
    expected
        .get("classes")
        .properties()
        .forEach(
            perClass -> {
              PixelMetrics.PerClass own = figures.classes().get(perClass.getKey());
              assertEqual(own.auroc(), perClass.getValue().get("auroc"));
              assertEqual(own.aupro(), perClass.getValue().get("aupro"));
              assertThat(own.regions()).isEqualTo(perClass.getValue().get("regions").longValue());
            });
  }

  private static void assertEqual(Figure figure, JsonNode expected) {
    assertThat(figure.value()).isCloseTo(expected.doubleValue(), within(Reference.TOLERANCE));
  }

  @Test
  void ranksScoresBelowZero() {
    PixelScores scores = new PixelScores(CLASSES);
    scores.addDefective(
        new float[] {-3, -0.5f, -0.0f, 2},
        new Mask(4, 1, new boolean[] {false, false, true, true}).regions(),
        "dent");

    assertThat(scores.metrics().auroc()).isEqualTo(Figure.of(1));
    assertThat(scores.metrics().f1MaxThreshold()).isEqualTo(Figure.of(0));
  }

  @Test
  void saysWhyThereIsNoFigure() {
    PixelScores scores = new PixelScores(CLASSES);
    assertThat(scores.metrics().auroc().reason())
        .isEqualTo("no image could be scored pixel by pixel");
    scores.addGood(new float[] {1, 2});
    assertThat(scores.metrics().aupro().reason()).isEqualTo("no mask shows a defective pixel");
    PixelScores onlyDefects = new PixelScores(CLASSES);
    onlyDefects.addDefective(
        new float[] {1}, new Mask(1, 1, new boolean[] {true}).regions(), "crack");
    assertThat(onlyDefects.metrics().aupro().reason()).isEqualTo("the masks leave no normal pixel");
  }

  @Test
  void saysWhichClassHasNoRegion() {
    PixelScores scores = new PixelScores(CLASSES);
    scores.addDefective(
        new float[] {1, 2}, new Mask(2, 1, new boolean[] {false, true}).regions(), "crack");

    PixelMetrics figures = scores.metrics();
    assertThat(figures.classes().get("crack").auroc()).isEqualTo(Figure.of(1));
    assertThat(figures.classes().get("dent").aupro().reason())
        .isEqualTo("no mask of this class shows a defective pixel");
  }

  @Test
  void refusesNaNAndUnknownClasses() {
    PixelScores scores = new PixelScores(CLASSES);
    assertThatThrownBy(() -> scores.addGood(new float[] {Float.NaN}))
        .hasMessage("a pixel's score is NaN: it can't be ranked");
    assertThatThrownBy(
            () -> scores.addDefective(new float[] {1}, Mask.none(1, 1).regions(), "scratch"))
        .hasMessage("class 'scratch' is not one of [crack, dent]");
    assertThatThrownBy(
            () -> scores.addDefective(new float[] {1}, Mask.none(2, 1).regions(), "crack"))
        .hasMessage("map of 1 pixels but mask of 2");
  }
}
