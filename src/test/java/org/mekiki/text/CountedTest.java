package org.mekiki.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountedTest {
  @Test
  void oneThingHasNoPlural() {
    assertThat(Counted.of(1, "frame")).isEqualTo("1 frame");
    assertThat(Counted.of(0, "frame")).isEqualTo("0 frames");
    assertThat(Counted.of(2, "dead letter")).isEqualTo("2 dead letters");
  }
}
