package org.mekiki.padim.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.gaussian.Regularization;

class CommonDistanceTest {
  private static final float[] DISTANCES = {5, 4, 3, 9, 6, 7, 8, 2, 10, 11, 12};

  @Test
  void takesAShareOfWhatNineOfTenPatchesReachOffAllDistances() {
    // Of eleven, the second smallest: 3.
    assertThat(CommonDistance.takenOff(DISTANCES, 0.5))
        .containsExactly(3.5f, 2.5f, 1.5f, 7.5f, 4.5f, 5.5f, 6.5f, 0.5f, 8.5f, 9.5f, 10.5f);
  }

  @Test
  void noDistanceIsBelowZero() {
    assertThat(CommonDistance.takenOff(DISTANCES, 1)[7]).isZero();
  }

  @Test
  void aShareOfZeroLeavesDistancesAsTheyAre() {
    assertThat(CommonDistance.takenOff(DISTANCES, 0)).isSameAs(DISTANCES);
  }

  @Test
  void aDefectStandsOutAsMuchAsBeforeHoweverLargeItIs() {
    float[] distances = new float[100];
    Arrays.fill(distances, 10);
    Arrays.fill(distances, 0, 85, 30);

    float[] own = CommonDistance.takenOff(distances, 0.7);

    assertThat(own[0] - own[99]).isEqualTo(20);
    assertThat(own[99]).isEqualTo(3);
  }

  @Test
  void aDistanceThatIsNoNumberStaysNone() {
    assertThat(CommonDistance.takenOff(new float[] {1, Float.NaN, 2}, 0.7)[1]).isNaN();
  }

  @Test
  void mapsAreThoseOfTheDistancesThatAreLeft() {
    MapInterpolator maps = new MapInterpolator(new Grid(1, 11), new ImageShape(3, 8, 88));

    assertThat(maps.lessCommon(0.7).map(DISTANCES).values())
        .isEqualTo(maps.map(CommonDistance.takenOff(DISTANCES, 0.7)).values());
  }

  @Test
  void thePapersMapsKeepAll() {
    assertThat(CommonDistance.share(new Regularization.Absolute(0.01))).isZero();
    assertThat(CommonDistance.share(new Regularization.Relative(0.01))).isEqualTo(0.7);
  }

  @Test
  void refusesSharesThatAreNone() {
    for (double share : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> CommonDistance.check(share))
          .hasMessage("share " + share + " of the common distance is not valid: it must be 0 to 1");
    }
  }
}
