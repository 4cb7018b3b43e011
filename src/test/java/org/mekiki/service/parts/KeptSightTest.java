package org.mekiki.service.parts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mekiki.detect.KeptDetectability;
import org.mekiki.model.ModelArchive;

class KeptSightTest {
  /** Two packages that don't know each other: one makes the record, one carries it. */
  @Test
  void whatIsMeasuredIsNeverTooLargeToBeKept() {
    assertThat(KeptDetectability.MOST_BYTES).isEqualTo(ModelArchive.MAX_DETECTABILITY_BYTES);
  }
}
