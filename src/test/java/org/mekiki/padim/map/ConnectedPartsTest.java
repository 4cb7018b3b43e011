package org.mekiki.padim.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ConnectedPartsTest {
  @Test
  void pixelsThatTouchByACornerAreOnePart() {
    ConnectedParts parts =
        of(
            "#....#", //
            ".#...#", //
            "..#...", //
            "#....#");

    assertThat(parts.count()).isEqualTo(4);
    assertThat(parts.sizes()).containsExactly(3, 2, 1, 1);
    assertThat(parts.labels())
        .containsExactly(
            1, 0, 0, 0, 0, 2, //
            0, 1, 0, 0, 0, 2, //
            0, 0, 1, 0, 0, 0, //
            3, 0, 0, 0, 0, 4);
  }

  /** Found from its upper right: it goes down, and up again on the left. */
  @Test
  void aPartThatTurnsBackIsOne() {
    ConnectedParts parts =
        of(
            ".....#", //
            "#....#", //
            "#.#.#.", //
            ".#.#..");

    assertThat(parts.sizes()).containsExactly(8);
  }

  @Test
  void nothingIsConnectedAcrossTheEdge() {
    assertThat(of("...#", "#...").count()).isEqualTo(2);
    assertThat(of("#...", "...#").count()).isEqualTo(2);
  }

  @Test
  void thereMayBeManyPartsAndLargeOnes() {
    boolean[] all = new boolean[700 * 1000];
    Arrays.fill(all, true);
    assertThat(ConnectedParts.of(all, 1000).sizes()).containsExactly(700_000);

    boolean[] everyOther = new boolean[41];
    for (int i = 0; i < everyOther.length; i += 2) {
      everyOther[i] = true;
    }
    assertThat(ConnectedParts.of(everyOther, 41).sizes()).hasSize(21).containsOnly(1);
    assertThat(ConnectedParts.of(new boolean[6], 3).count()).isZero();
  }

  private static ConnectedParts of(String... rows) {
    String all = String.join("", rows);
    boolean[] set = new boolean[all.length()];
    for (int i = 0; i < set.length; i++) {
      set[i] = all.charAt(i) == '#';
    }
    return ConnectedParts.of(set, rows[0].length());
  }
}
