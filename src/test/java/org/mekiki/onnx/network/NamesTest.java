package org.mekiki.onnx.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {
  @Test
  void countsInsertionsDeletionsAndReplacements() {
    assertThat(Names.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Names.distance("", "abc")).isEqualTo(3);
    assertThat(Names.distance("abc", "")).isEqualTo(3);
    assertThat(Names.distance("same", "same")).isZero();
  }

  @Test
  void ignoresCase() {
    assertThat(Names.distance("Layer1", "layer1")).isZero();
  }

  @Test
  void givesTheNearestFirstAndEachOnce() {
    List<String> known = List.of("layer3", "stem", "layer1", "layer1", "layer12");
    assertThat(Names.nearest("layer1x", known, 2)).containsExactly("layer1", "layer12");
  }
}
