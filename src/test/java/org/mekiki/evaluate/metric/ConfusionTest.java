package org.mekiki.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ConfusionTest {

  @Test
  void callsAScoreAtTheThresholdAnomalous() {
    Confusion confusion =
        Confusion.at(
            2.0,
            new double[] {1, 2, 3, 1, 2, 3},
            new boolean[] {false, false, false, true, true, true});

    assertThat(confusion).isEqualTo(new Confusion(2, 2, 1, 1));
    assertThat(confusion.recall()).isEqualTo(Figure.of(2 / 3.0));
    assertThat(confusion.precision()).isEqualTo(Figure.of(0.5));
    assertThat(confusion.falseAlarmRate()).isEqualTo(Figure.of(2 / 3.0));
    assertThat(confusion.f1()).isEqualTo(Figure.of(4 / 7.0));
  }

  @Test
  void saysWhichRatesAreUndefined() {
    Confusion quiet = Confusion.at(9, new double[] {1}, new boolean[] {false});

    assertThat(quiet.recall().reason()).isEqualTo("there is no defective image");
    assertThat(quiet.precision().reason()).isEqualTo("no image was called anomalous");
    assertThat(quiet.f1().reason()).isEqualTo("there is no defective image and no alarm");
    assertThat(quiet.falseAlarmRate()).isEqualTo(Figure.of(0));
    assertThat(new Confusion(1, 0, 0, 0).falseAlarmRate().reason())
        .isEqualTo("there is no good image");
  }

  @Test
  void refusesLabelsOfAnotherNumber() {
    assertThatThrownBy(() -> Confusion.at(1, new double[2], new boolean[3]))
        .hasMessage("2 scores but 3 labels");
  }

  @Test
  void aFigureHasEitherAValueOrAReason() {
    assertThatThrownBy(() -> new Figure(1, "no"))
        .hasMessageContaining("either a value or a reason");
    assertThatThrownBy(() -> new Figure(Double.NaN, ""))
        .hasMessageContaining("either a value or a reason");
  }
}
