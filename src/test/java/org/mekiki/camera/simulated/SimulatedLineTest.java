package org.mekiki.camera.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mekiki.camera.Label;

class SimulatedLineTest {
  private static final SimulationOptions OPTIONS = SimulationOptions.DEFAULT;

  @Test
  void theCamerasTakeTurnsUntilAllFramesAreTaken() {
    try (SimulatedLine line = new SimulatedLine(2, 1, 5, OPTIONS)) {
      List<String> cameras = new ArrayList<>();
      line.next().ifPresent(frame -> cameras.add(frame.frameId().orElseThrow()));
      for (var frame = line.next(); frame.isPresent(); frame = line.next()) {
        cameras.add(frame.get().frameId().orElseThrow());
      }
      assertThat(cameras).containsExactly("cam-1-0", "cam-2-0", "cam-1-1", "cam-2-1", "cam-1-2");
    }
  }

  @Test
  void noTwoCamerasShowTheSame() {
    try (SimulatedLine line = new SimulatedLine(2, 1, 2, OPTIONS)) {
      assertThat(line.next().orElseThrow().encoded())
          .isNotEqualTo(line.next().orElseThrow().encoded());
    }
  }

  @Test
  void theTeacherShowsGoodPartsOnly() {
    try (SimulatedCamera teacher = SimulatedLine.teacher(1, 30, OPTIONS.withDefectRate(1))) {
      for (var frame = teacher.next(); frame.isPresent(); frame = teacher.next()) {
        assertThat(frame.get().label()).contains(Label.GOOD);
      }
    }
  }

  @Test
  void isOverOnceClosed() {
    SimulatedLine line = new SimulatedLine(1, 1, Long.MAX_VALUE, OPTIONS);
    assertThat(line.next()).isPresent();
    line.close();
    assertThat(line.next()).isEmpty();
  }

  @Test
  void aLineWithoutCamerasIsRefused() {
    assertThatThrownBy(() -> new SimulatedLine(0, 1, 1, OPTIONS))
        .hasMessage("simulated line: 0 cameras; at least 1");
  }
}
