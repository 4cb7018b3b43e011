package org.mekiki.padim.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.gaussian.Regularization;

class CommonDistanceTest {
  /** Nine of ten reach 3. */
  private static final float[] DISTANCES = {5, 4, 3, 9, 6, 7, 8, 2, 10, 11, 12};

  @Test
  void takesAShareOfWhatNineOfTenPatchesReachOffAllDistances() {
    assertThat(less(0.5, 3))
        .containsExactly(3.5f, 2.5f, 1.5f, 7.5f, 4.5f, 5.5f, 6.5f, 0.5f, 8.5f, 9.5f, 10.5f);
  }

  @Test
  void beyondTheUsualNothingMoreIsTakenOff() {
    assertThat(less(0.5, 2)[0]).isEqualTo(4);
    assertThat(less(0.5, 1)[0]).isEqualTo(4.5f);
  }

  @Test
  void aFrameThatIsFarAwayEverywhereScoresAsHighAsItIsFarBeyondTheUsual() {
    float[] covered = new float[100];
    Arrays.fill(covered, 40);

    assertThat(new CommonDistance(0.7, 10).takenOff(covered, covered)[0]).isEqualTo(33);
  }

  @Test
  void noDistanceIsBelowZero() {
    assertThat(less(1, 3)[7]).isZero();
  }

  @Test
  void aShareOfZeroLeavesDistancesAsTheyAre() {
    assertThat(CommonDistance.NONE.takenOff(DISTANCES, DISTANCES)).isSameAs(DISTANCES);
  }

  @Test
  void aDefectStandsOutAsMuchAsBeforeHoweverLargeItIs() {
    float[] distances = new float[100];
    Arrays.fill(distances, 10);
    Arrays.fill(distances, 0, 85, 30);

    float[] own = new CommonDistance(0.7, 10).takenOff(distances, distances);

    assertThat(own[0] - own[99]).isEqualTo(20);
    assertThat(own[99]).isEqualTo(3);
  }

  @Test
  void aDistanceThatIsNoNumberStaysNone() {
    float[] distances = {1, Float.NaN, 2};
    assertThat(new CommonDistance(0.7, 10).takenOff(distances, distances)[1]).isNaN();
  }

  @ParameterizedTest(name = "of {0} good images the common distance of number {1} is usual")
  @CsvSource({"1, 1", "10, 10", "99, 99", "100, 99", "200, 198", "1000, 990"})
  void oneInAHundredGoodImagesExceedsTheUsual(int images, int usual) {
    float[][] good = new float[images][20];
    for (int i = 0; i < images; i++) {
      Arrays.fill(good[i], images - i);
    }
    assertThat(CommonDistance.of(new Regularization.Relative(0.01)).usualAmong(good, all()))
        .isEqualTo(new CommonDistance(0.7, usual));
  }

  /** A hand, a blurred picture. */
  @Test
  void oneInTwentyGoodImagesDoesNotCountIfItLiesFarOut() {
    float[][] good = new float[60][1];
    for (int i = 0; i < good.length; i++) {
      good[i][0] = i < 57 ? 8 + i % 10 : 40;
    }
    assertThat(new CommonDistance(0.7, 0).usualAmong(good, all()).usual()).isEqualTo(17);
    Arrays.stream(good, 50, 60).forEach(image -> image[0] = 40);
    assertThat(new CommonDistance(0.7, 0).usualAmong(good, all()).usual())
        .as("ten of sixty are no exception")
        .isEqualTo(40);
  }

  @Test
  void withoutGoodImagesTheUsualStays() {
    CommonDistance common = new CommonDistance(0.7, 12);
    assertThat(common.usualAmong(new float[0][], all())).isSameAs(common);
  }

  @Test
  void onlyPatchesThatCountSayWhatIsUsual() {
    float[][] good = {{1, 50, 60}, {2, 50, 60}};
    CommonDistance common = new CommonDistance(0.5, 0);
    assertThat(common.usualAmong(good, image -> new float[] {image[1]}).usual()).isEqualTo(50);
    assertThat(common.usualAmong(good, all()).usual()).isEqualTo(2);
  }

  @Test
  void thePapersMapsKeepAll() {
    float[][] good = {DISTANCES};
    assertThat(CommonDistance.of(new Regularization.Absolute(0.01)).usualAmong(good, all()))
        .isEqualTo(CommonDistance.NONE);
    assertThat(CommonDistance.NONE.usualAmong(good, all())).isEqualTo(CommonDistance.NONE);
  }

  @Test
  void mapsAreThoseOfTheDistancesThatAreLeft() {
    MapInterpolator plain = new MapInterpolator(new Grid(1, 11), new ImageShape(3, 8, 88));
    AnomalyMapGenerator maps =
        new AnomalyMapGenerator() {
          @Override
          public float[] distances(org.mekiki.padim.feature.Embedding embedding) {
            return DISTANCES;
          }

          @Override
          public AnomalyMap map(float[] distances) {
            return plain.map(distances);
          }
        };
    AnomalyMapGenerator less = LessCommonMaps.of(new CommonDistance(0.7, 3), maps);

    assertThat(less.map(DISTANCES).values()).isEqualTo(plain.map(less(0.7, 3)).values());
    assertThat(LessCommonMaps.of(CommonDistance.NONE, less)).isSameAs(maps);
  }

  @Test
  void refusesAGoodImageWithoutACommonDistance() {
    float[][] good = {{Float.NaN, Float.NaN}, {1, 2}};
    assertThatThrownBy(() -> new CommonDistance(0.7, 0).usualAmong(good, all()))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("a good image has a common distance that is not finite");
  }

  @Test
  void refusesSharesAndUsualDistancesThatAreNone() {
    for (double share : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> new CommonDistance(share, 0))
          .hasMessage("share " + share + " of the common distance is not valid: it must be 0 to 1");
    }
    for (double usual : new double[] {-1, Double.POSITIVE_INFINITY, Double.NaN}) {
      assertThatThrownBy(() -> new CommonDistance(0.7, usual))
          .hasMessage(
              "usual common distance "
                  + usual
                  + " is not valid: it must be 0 or more, and 0 if nothing is taken off");
    }
    assertThatThrownBy(() -> new CommonDistance(0, 1)).hasMessageContaining("0 if nothing");
  }

  private static float[] less(double share, double usual) {
    return new CommonDistance(share, usual).takenOff(DISTANCES, DISTANCES);
  }

  private static UnaryOperator<float[]> all() {
    return UnaryOperator.identity();
  }
}
