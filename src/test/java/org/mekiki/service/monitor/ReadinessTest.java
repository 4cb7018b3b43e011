package org.mekiki.service.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.model.Models;

/** When a running service counts as ready. */
class ReadinessTest {
  private final Readiness readiness = new Readiness();
  private final ModelManifest part = Models.manifest("part", 1, Models.selection(1));

  @Test
  void isReadyWhereThereIsNoModelYet() {
    assertThat(readiness.check().up()).isTrue();
  }

  @Test
  void isNotReadyWhereAllModelsWereRefused() {
    refuse("part", 3);
    assertThat(readiness.check().up()).isFalse();
    assertThat(readiness.check().detail())
        .isEqualTo(
            "not scoring, and not in the group: no model is in service, 1 refused; 'part'"
                + " version 3: learned from another network");
    readiness.loaded(part, 1, Duration.ZERO);
    assertThat(readiness.check().up()).isTrue();
  }

  @Test
  void oneRefusedModelAmongOthersDoesNotStopTheLine() {
    readiness.loaded(part, 1, Duration.ZERO);
    refuse("other", 1);
    assertThat(readiness.check().up()).isTrue();
  }

  @Test
  void isReadyAgainWhenWhatItRefusedIsDeleted() {
    refuse("part", 1);
    readiness.deleted("part");
    assertThat(readiness.check().up()).isTrue();
  }

  private void refuse(String model, long version) {
    readiness.refused(
        model,
        version,
        new ModelRefusedException(
            ModelRefusedException.Reason.WRONG_BACKBONE, "learned from another network"));
  }
}
