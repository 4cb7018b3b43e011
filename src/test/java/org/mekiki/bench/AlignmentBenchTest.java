package org.mekiki.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mekiki.camera.simulated.SimulatedCamera;
import org.mekiki.camera.simulated.SimulatedScene;
import org.mekiki.camera.simulated.SimulationOptions;
import org.mekiki.image.Picture;

class AlignmentBenchTest {
  private static final int FRAMES = 4;

  @Test
  void timesEachMethodThatAligns() {
    SimulationOptions turned =
        SimulationOptions.DEFAULT.withDefectRate(0).withScene(SimulatedScene.TURNED);
    try (SimulatedCamera camera = new SimulatedCamera("cam", 1, FRAMES, turned)) {
      List<Picture> frames = new ArrayList<>();
      for (int i = 0; i < FRAMES; i++) {
        frames.add(camera.picture(i, Optional.empty()));
      }
      List<Stage> stages = AlignmentBench.stages(frames, camera.pose(0).x(), camera.pose(0).y());

      assertThat(stages)
          .extracting(Stage::name)
          .containsExactly("align, shift", "align, part", "align, anchor");
      stages.forEach(stage -> stage.once().run());
    }
  }
}
