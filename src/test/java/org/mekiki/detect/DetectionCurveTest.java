package org.mekiki.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mekiki.detect.DetectionCurve.Point;

class DetectionCurveTest {
  @Test
  void saysFromWhichSizeOnNineInTenAreFound() {
    DetectionCurve curve =
        new DetectionCurve(
            DefectKind.SCRATCH,
            60,
            List.of(point(10, 2), point(14, 9), point(20, 9), point(30, 10)));

    assertThat(curve.reached()).hasValue(14);
    assertThat(curve.text()).isEqualTo("90 % of scratches ≥ 14 px at contrast 60");
  }

  @Test
  void aSizeDoesNotCountIfALargerOneIsMissed() {
    DetectionCurve curve =
        new DetectionCurve(DefectKind.SPOT, 30, List.of(point(10, 10), point(14, 7), point(20, 9)));

    assertThat(curve.reached()).hasValue(20);
  }

  @Test
  void saysPlainlyThatNoSizeIsReached() {
    DetectionCurve curve =
        new DetectionCurve(DefectKind.MOVED_PATCH, 0, List.of(point(10, 0), point(20, 4)));

    assertThat(curve.reached()).isEmpty();
    assertThat(curve.text()).isEqualTo("90 % of moved patches: not reached, 40 % at 20 px");
  }

  @Test
  void aShareThatIsJustTooSmallIsNotRoundedUpToTheOneThatWasNotReached() {
    DetectionCurve curve =
        new DetectionCurve(DefectKind.MOVED_PATCH, 0, List.of(new Point(20, new Share(26, 29))));

    assertThat(curve.reached()).isEmpty();
    assertThat(curve.text()).endsWith("not reached, 89 % at 20 px");
  }

  @Test
  void saysThatAKindHadNoPlace() {
    DetectionCurve curve = new DetectionCurve(DefectKind.CHIPPED_EDGE, 0, List.of());

    assertThat(curve.text())
        .isEqualTo("chipped edges: not tried, the frames have too few strong edges");
  }

  private static Point point(double pixels, int of10) {
    return new Point(pixels, new Share(of10, 10));
  }
}
