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

  @Test
  void aCharacterOfTwoCharsIsNotCutInHalf() {
    assertThat(Text.start("ab😀cd", 3)).isEqualTo("ab…");
    assertThat(Text.start("ab😀cd", 4)).isEqualTo("ab😀…");
    assertThat(Text.cut("😀", 1)).isEmpty();
    assertThat(Text.cut("😀", 0)).isEmpty();
    assertThat(Text.cut("😀", 2)).isEqualTo("😀");
  }
}
