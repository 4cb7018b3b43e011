package org.mekiki.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NaturalOrderTest {
  @Test
  void sortsNumbersByValueAndLettersWithoutCaseFirst() {
    List<String> expected =
        List.of(
            "",
            "0",
            "1a",
            "2",
            "10",
            "99999999999999999998",
            "99999999999999999999",
            "a",
            "A1",
            "a2",
            "a10b9",
            "a10b10",
            "b");
    List<String> shuffled = new ArrayList<>(expected);
    Collections.shuffle(shuffled, new Random(3));
    shuffled.sort(NaturalOrder.INSTANCE);
    assertThat(shuffled).isEqualTo(expected);
  }

  @Test
  void tellsDifferentNamesApart() {
    assertThat(NaturalOrder.INSTANCE.compare("part-09", "part-9")).isNegative();
    assertThat(NaturalOrder.INSTANCE.compare("Part", "part")).isNegative();
    assertThat(NaturalOrder.INSTANCE.compare("part-9", "part-9")).isZero();
  }
}
