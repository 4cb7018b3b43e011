package org.mekiki.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.mekiki.evaluate.Reference;

class ImageMetricsTest {

  @TestFactory
  Stream<DynamicTest> equalsTheReference() throws IOException {
    return Reference.cases("image").stream()
        .map(
            expected ->
                DynamicTest.dynamicTest(expected.get("name").asText(), () -> check(expected)));
  }

  private static void check(JsonNode expected) {
    ImageMetrics figures =
        ImageMetrics.of(Reference.scores(expected), Reference.defective(expected));
    assertEqual(figures.auroc(), expected.get("auroc"));
    assertEqual(figures.averagePrecision(), expected.get("averagePrecision"));
    assertEqual(figures.f1Max(), expected.get("f1Max"));
    assertEqual(figures.f1MaxThreshold(), expected.get("f1MaxThreshold"));
  }

  private static void assertEqual(Figure figure, JsonNode expected) {
    assertThat(figure.value()).isCloseTo(expected.doubleValue(), within(Reference.TOLERANCE));
  }

  @Test
  void saysWhyThereIsNoFigureWithoutDefects() {
    ImageMetrics figures = ImageMetrics.of(new double[] {1, 2}, new boolean[] {false, false});

    assertThat(figures.auroc().defined()).isFalse();
    assertThat(figures.auroc().value()).isNaN();
    for (Figure figure :
        List.of(
            figures.auroc(),
            figures.averagePrecision(),
            figures.f1Max(),
            figures.f1MaxThreshold())) {
      assertThat(figure.reason()).isEqualTo("the test set has no defective image");
    }
    assertThat(figures.roc().points()).isEmpty();
  }

  @Test
  void saysWhyThereIsNoFigureWithoutGoodImages() {
    assertThat(ImageMetrics.of(new double[] {1}, new boolean[] {true}).averagePrecision().reason())
        .isEqualTo("the test set has no good image");
  }

  @Test
  void saysWhyThereIsNoFigureWithoutImages() {
    assertThat(ImageMetrics.of(new double[0], new boolean[0]).auroc().reason())
        .isEqualTo("no image was scored");
  }

  @Test
  void refusesNaN() {
    assertThatThrownBy(
            () -> ImageMetrics.of(new double[] {1, Double.NaN}, new boolean[] {true, false}))
        .hasMessage("score 1 is NaN: it can't be ranked");
  }

  @Test
  void ranksInfiniteScores() {
    double[] scores = {1, Double.POSITIVE_INFINITY, 2, Double.NEGATIVE_INFINITY};
    boolean[] defective = {false, true, true, false};

    assertThat(ImageMetrics.of(scores, defective).auroc()).isEqualTo(Figure.of(1));
  }

  @Test
  void doesNotDependOnTheOrderOfTheImages() {
    double[] scores = {1, 1, 2, 2, 3, 3};
    boolean[] defective = {true, false, false, true, true, false};
    double[] reversed = {3, 3, 2, 2, 1, 1};
    boolean[] reversedLabels = {false, true, true, false, false, true};

    assertThat(ImageMetrics.of(scores, defective))
        .isEqualTo(ImageMetrics.of(reversed, reversedLabels));
  }

  @Test
  void thinsTheCurveButKeepsItsShape() {
    Random random = new Random(3);
    double[] scores = random.doubles(50_000).toArray();
    boolean[] defective = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      defective[i] = random.nextInt(4) == 0;
      scores[i] += defective[i] ? 0.3 : 0;
    }

    ImageMetrics figures = ImageMetrics.of(scores, defective);

    List<Curve.Point> points = figures.roc().points();
    double area = 0;
    for (int i = 1; i < points.size(); i++) {
      Curve.Point from = points.get(i - 1);
      Curve.Point to = points.get(i);
      area += (to.x() - from.x()) * (from.y() + to.y()) / 2;
    }
    assertThat(points).hasSizeLessThan(5_000);
    assertThat(points.get(0)).isEqualTo(new Curve.Point(0, 0));
    assertThat(points.get(points.size() - 1)).isEqualTo(new Curve.Point(1, 1));
    assertThat(area).isCloseTo(figures.auroc().value(), within(1e-5));
  }
}
