package org.mekiki.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void aLongTextIsCutWithASign() {
    assertThat(Text.start("camera", 6)).isEqualTo("camera");
    assertThat(Text.start("camera-1", 6)).isEqualTo("camera…");
    assertThat(Text.start("", 6)).isEmpty();
  }
}
