package org.mekiki.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Accounts that must not be right by chance. */
class DemoTallyTest {
  private final DemoTally tally = new DemoTally();

  @Test
  void countsDefectsFoundMissedAndFalseAlarms() {
    frame(0, 0, true, 9, true);
    frame(0, 1, true, 3, false);
    frame(1, 0, false, 5, true);
    frame(1, 1, false, 1, false);

    DemoTally.Summary summary = tally.summary();

    assertThat(summary.complete()).isTrue();
    assertThat(summary.defectsFound()).isEqualTo(1);
    assertThat(summary.defectsMissed()).isEqualTo(1);
    assertThat(summary.falseAlarms()).isEqualTo(1);
    assertThat(summary.good()).isEqualTo(2);
    assertThat(summary.imageAuroc().value()).isEqualTo(0.75);
    assertThat(summary.latencyP99Millis()).isEqualTo(7);
  }

  @Test
  void aScoreThatIsReadBeforeTheAcknowledgementCounts() {
    tally.scored(0, 0, 9, true, 7);
    tally.published(0, 0, true);

    assertThat(tally.summary().complete()).isTrue();
    assertThat(tally.summary().defectsFound()).isEqualTo(1);
  }

  @Test
  void aFrameWithoutAnOutcomeIsLost() {
    frame(0, 0, false, 1, false);
    tally.published(0, 1, false);
    tally.published(3, 1, true);

    assertThat(tally.summary().lost()).isEqualTo(2);
    assertThat(tally.summary().complete()).isFalse();
    assertThat(tally.done()).isEqualTo(1);
  }

  @Test
  void aDeadLetterIsAnOutcome() {
    tally.published(0, 0, true);
    tally.deadLettered(0, 0);

    assertThat(tally.summary().complete()).isTrue();
    assertThat(tally.summary().deadLettered()).isEqualTo(1);
    assertThat(tally.summary().defectsMissed()).isZero();
  }

  @Test
  void aSecondOutcomeIsADuplicateWhateverItIs() {
    frame(0, 0, false, 1, false);
    tally.scored(0, 0, 1, false, 7);
    tally.deadLettered(0, 0);

    assertThat(tally.summary().duplicated()).isEqualTo(2);
    assertThat(tally.summary().scored()).isEqualTo(1);
    assertThat(tally.summary().complete()).isFalse();
  }

  @Test
  void anOutcomeWithoutAFrameIsADuplicate() {
    tally.scored(0, 5, 1, false, 7);

    assertThat(tally.summary().duplicated()).isEqualTo(1);
    assertThat(tally.summary().complete()).isFalse();
  }

  @Test
  void hasNoAurocWithoutDefects() {
    frame(0, 0, false, 1, false);

    assertThat(tally.summary().imageAuroc().defined()).isFalse();
    assertThat(tally.summary().json())
        .containsEntry("imageAuroc", null)
        .containsEntry("scored", 1L);
  }

  private void frame(
      int partition, long offset, boolean defective, float score, boolean anomalous) {
    tally.published(partition, offset, defective);
    tally.scored(partition, offset, score, anomalous, 7);
  }
}
