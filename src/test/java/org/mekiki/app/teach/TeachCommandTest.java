package org.mekiki.app.teach;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TeachCommandTest {
  @Test
  void warnsOfTooFewImagesToTrustTheThreshold() {
    assertThat(TeachCommand.tooFew(5))
        .contains(
            "5 good images are too few for a threshold that can be trusted: it may lie far too"
                + " high, and defects are then missed. Teach with 30 or more");
    assertThat(TeachCommand.tooFew(1)).get().asString().startsWith("1 good image is too few");
    assertThat(TeachCommand.tooFew(30)).isEmpty();
  }
}
