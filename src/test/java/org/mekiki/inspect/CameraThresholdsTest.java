package org.mekiki.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CameraThresholdsTest {
  @Test
  void aNamedCamerasThresholdWinsAndOthersKeepTheLearnedOne() {
    CameraThresholds thresholds = new CameraThresholds(Map.of("cam-1", 20.0));

    assertThat(thresholds.of("cam-1", 12)).isEqualTo(20);
    assertThat(thresholds.of("cam-2", 12)).isEqualTo(12);
    assertThat(CameraThresholds.NONE.of("cam-1", 12)).isEqualTo(12);
  }

  @Test
  void refusesWhatIsNoScore() {
    assertThatThrownBy(() -> new CameraThresholds(Map.of("cam-1", Double.NaN)))
        .hasMessage("threshold NaN of camera cam-1 is not valid: it must be finite and at least 0");
    assertThatThrownBy(() -> new CameraThresholds(Map.of("cam-1", -1.0)))
        .hasMessageStartingWith("threshold -1.0 of camera cam-1");
  }
}
