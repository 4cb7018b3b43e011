package org.mekiki.inspect.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.mekiki.inspect.CameraThresholds;

/** The last figures that are valid, and the first that are not. */
class AlarmRulesTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void framesAreCountedWithinTheirWindow() {
    assertThat(new CountRule(1, 1, 0).frames()).isEqualTo(1);
    assertThat(new CountRule(3, 3, 2).clearFrames()).isEqualTo(2);
    refuses(() -> new CountRule(0, 1, 0), "0");
    refuses(() -> new CountRule(4, 3, 0), "4");
    refuses(() -> new CountRule(3, 5, 3), "3");
    refuses(() -> new CountRule(3, 5, -1), "-1");
  }

  @Test
  void driftNeedsAWindowFramesAndTwoLevels() {
    assertThat(new DriftRule(Duration.ofMillis(6), 2, 0.25, 0.25).clearPsi()).isEqualTo(0.25);
    assertThat(new DriftRule(HOUR, 2, 0.25, 0).clearPsi()).isZero();
    refuses(() -> new DriftRule(Duration.ofMillis(5), 2, 0.25, 0.1), "PT0.005S is too short");
    refuses(() -> new DriftRule(HOUR, 1, 0.25, 0.1), "1 frames: at least 2");
    refuses(() -> new DriftRule(HOUR, 2, 0, 0), "index 0.0");
    refuses(() -> new DriftRule(HOUR, 2, 0.25, 0.26), "cleared at 0.26");
    refuses(() -> new DriftRule(HOUR, 2, 0.25, -0.01), "cleared at -0.01");
    refuses(() -> new DriftRule(HOUR, 2, Double.NaN, 0), "index NaN");
  }

  @Test
  void aCameraIsForgottenAfterItsSilenceIsNoticed() {
    assertThat(rules(HOUR, Duration.ZERO, HOUR.plusNanos(1)).noFramesAfter()).isEqualTo(HOUR);
    refuses(() -> rules(HOUR, Duration.ZERO, HOUR), "is forgotten after PT1H");
    refuses(() -> rules(Duration.ZERO, Duration.ZERO, HOUR), "silence of PT0S");
    refuses(() -> rules(HOUR, Duration.ofNanos(-1), HOUR.plusNanos(1)), "minimum duration");
  }

  @Test
  void aCamerasThresholdIsFiniteAndAtLeastZero() {
    assertThat(new CameraThresholds(Map.of("cam", 0.0)).scores()).containsEntry("cam", 0.0);
    assertThat(new CameraThresholds(Map.of("cam", Double.MAX_VALUE)).scores()).hasSize(1);
    for (double score : new double[] {-1e-9, Double.NaN, Double.POSITIVE_INFINITY}) {
      refuses(
          () -> new CameraThresholds(Map.of("cam", score)),
          "threshold " + score + " of camera cam");
    }
  }

  @Test
  void aGapHoldsARecordAtLeast() {
    assertThat(new Gap(0, 1).to()).isEqualTo(1);
    refuses(() -> new Gap(-1, 1), "-1");
    refuses(() -> new Gap(5, 5), "5");
  }

  private static AlarmRules rules(Duration silence, Duration minimum, Duration forget) {
    CountRule count = new CountRule(3, 5, 0);
    DriftRule drift = new DriftRule(HOUR, 100, 0.25, 0.1);
    return new AlarmRules(Set.of(), count, count, silence, drift, minimum, forget);
  }

  private static void refuses(ThrowingCallable make, String says) {
    assertThatIllegalArgumentException().isThrownBy(make).withMessageContaining(says);
  }
}
