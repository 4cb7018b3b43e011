package org.mekiki.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ShareTest {
  /** Of the R function prop.test(x, n, correct = FALSE), to four places. */
  private static final double PRINTED = 5e-5;

  @Test
  void givesWilsonsInterval() {
    assertInterval(new Share(29, 32), 0.7578, 0.9676);
    assertInterval(new Share(0, 8), 0, 0.3244);
    assertInterval(new Share(8, 8), 0.6756, 1);
  }

  private static void assertInterval(Share share, double low, double high) {
    assertThat(share.low()).isCloseTo(low, within(PRINTED));
    assertThat(share.high()).isCloseTo(high, within(PRINTED));
  }

  @Test
  void withoutTrialsEverythingIsPossible() {
    Share none = new Share(0, 0);

    assertThat(none.value()).isNaN();
    assertThat(none.low()).isZero();
    assertThat(none.high()).isEqualTo(1);
  }

  @Test
  void refusesMoreFoundThanTried() {
    assertThatThrownBy(() -> new Share(3, 2)).hasMessageContaining("3 of 2");
    assertThatThrownBy(() -> new Share(-1, 2)).hasMessageContaining("-1 of 2");
  }
}
