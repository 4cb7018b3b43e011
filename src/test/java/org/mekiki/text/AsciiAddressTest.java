package org.mekiki.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AsciiAddressTest {
  @Test
  void lettersOutsideOfAsciiAreEncodedAsTheyAreWritten() {
    assertThat(AsciiAddress.of("file:///data/Prüf%20stand"))
        .isEqualTo("file:///data/Pr%C3%BCf%20stand");
    assertThat(AsciiAddress.of("u\u0308")).isEqualTo("u%CC%88");
  }
}
