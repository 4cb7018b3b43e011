package org.mekiki.view.align;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FirstLookTest {
  @Test
  void aSizeIsTheLargestOfAFewThatAreNotFarFromTheMedian() {
    assertThat(FirstLook.upper(new double[] {97, 100, 80, 99})).isEqualTo(100);
    assertThat(FirstLook.upper(new double[] {70})).isEqualTo(70);
  }

  /** Two parts that touch are seen as one, twice as long. */
  @Test
  void oneOddPartDoesNotSayHowLongTheOthersAre() {
    assertThat(FirstLook.upper(new double[] {100, 99, 101, 200, 100, 98, 100, 100})).isEqualTo(101);
  }

  @Test
  void ofHundredTheTenthLargestCounts() {
    double[] values = new double[101];
    for (int i = 0; i < values.length; i++) {
      values[i] = 100 + i / 10.0;
    }

    assertThat(FirstLook.upper(values)).isEqualTo(109);
  }
}
