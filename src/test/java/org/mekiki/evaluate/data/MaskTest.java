package org.mekiki.evaluate.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MaskTest {

  @Test
  void itsRegionsAreItsConnectedParts() {
    Mask mask = mask("#..", "..#");

    assertThat(mask.regions().labels()).containsExactly(1, 0, 0, 0, 0, 2);
  }

  @Test
  void findsNoRegionInAnEmptyMask() {
    assertThat(Mask.none(3, 2).regions().count()).isZero();
    assertThat(Mask.none(3, 2).empty()).isTrue();
    assertThat(mask("..#").empty()).isFalse();
  }

  @Test
  void resizesMasksByTheNearestPixelCentre() {
    assertThat(mask("##..", "##..", "...#", "....").resized(2, 2).defective())
        .containsExactly(true, false, false, false);
    assertThat(mask("#.").resized(5, 2).defective())
        .containsExactly(true, true, false, false, false, true, true, false, false, false);
    assertThat(mask("#.#").resized(3, 1).defective()).containsExactly(true, false, true);
  }

  @Test
  void refusesAMaskThatDoesNotFillItsSize() {
    assertThatThrownBy(() -> new Mask(3, 2, new boolean[5]))
        .hasMessage("mask of 5 pixels does not fill 3x2");
  }

  private static Mask mask(String... rows) {
    Mask mask = Mask.none(rows[0].length(), rows.length);
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < rows[y].length(); x++) {
        mask.defective()[y * rows[0].length() + x] = rows[y].charAt(x) == '#';
      }
    }
    return mask;
  }
}
