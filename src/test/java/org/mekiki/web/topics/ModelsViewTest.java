package org.mekiki.web.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.model.Models;
import org.mekiki.web.Shots;

class ModelsViewTest {
  private final ModelsView view = new ModelsView(Shots.clock());
  private final ModelManifest first = Models.manifest("part", 1, Models.selection(1));
  private final ModelManifest second = Models.manifest("part", 2, Models.selection(2));

  @Test
  void showsTheVersionInService() {
    view.loaded(first, 1000, Duration.ZERO);
    view.swapped(first, second, 2000, Duration.ZERO);
    assertThat(view.models().served()).hasSize(1);
    ModelsView.Served served = view.models().served().get(0);
    assertThat(served.version()).isEqualTo(2);
    assertThat(served.bytes()).isEqualTo(2000);
    assertThat(served.trainedFrames()).isEqualTo(40);
    assertThat(served.threshold()).isEqualTo(7.25);
    view.removed(second);
    assertThat(view.models().served()).isEmpty();
  }

  @Test
  void aRefusalStaysUntilTheSameOrALaterVersionIsServed() {
    view.loaded(first, 1000, Duration.ZERO);
    refuse(2);
    assertThat(view.models().refused())
        .containsExactly(
            new ModelsView.Refused(
                "part", 2, "MISSING_CHUNK", "chunk 3 of 9 is missing", Shots.NOW.toEpochMilli()));
    assertThat(view.models().served().get(0).version()).isEqualTo(1);
    view.swapped(first, second, 1000, Duration.ZERO);
    assertThat(view.models().refused()).isEmpty();
  }

  @Test
  void aRefusalEndsWhenTheModelIsDeleted() {
    refuse(2);
    long before = view.changes();
    view.deleted("part");
    assertThat(view.models().refused()).isEmpty();
    assertThat(view.changes()).isGreaterThan(before);
  }

  @Test
  void tellsThatSomethingChanged() {
    long before = view.changes();
    view.evicted(first, 1000);
    assertThat(view.changes()).isGreaterThan(before);
  }

  @Test
  void isBounded() {
    for (int i = 0; i < 1100; i++) {
      view.refused("part-" + i, 1, refusal());
    }
    assertThat(view.models().refused()).hasSize(1000);
    assertThat(view.models().refused().get(0).model()).isEqualTo("part-100");
  }

  private void refuse(long version) {
    view.refused("part", version, refusal());
  }

  private static ModelRefusedException refusal() {
    return new ModelRefusedException(
        ModelRefusedException.Reason.MISSING_CHUNK, "chunk 3 of 9 is missing");
  }
}
