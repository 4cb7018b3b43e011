package org.mekiki.app.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CameraNameTest {
  @Test
  void aValidIdIsWholeAndALongerKeyIsCut() {
    String longest = "c".repeat(512);
    assertThat(CameraName.shown(longest)).isEqualTo(longest);
    assertThat(CameraName.shown(longest + "c")).isEqualTo(longest + "…");
  }
}
