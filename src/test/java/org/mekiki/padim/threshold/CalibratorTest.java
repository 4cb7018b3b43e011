package org.mekiki.padim.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.mekiki.padim.map.AnomalyMap;
import org.mekiki.padim.map.CommonDistance;

class CalibratorTest {
  private static HeldOutMaps maps(double... scores) {
    HeldOutMaps maps = new HeldOutMaps();
    for (double score : scores) {
      maps.add(new AnomalyMap(1, 2, new float[] {(float) score / 4, (float) score}));
    }
    return maps;
  }

  private static double[] good(int count) {
    Random random = new Random(7);
    double[] scores = new double[count];
    for (int i = 0; i < count; i++) {
      scores[i] = Math.exp(3 + 0.2 * random.nextGaussian());
    }
    return scores;
  }

  private static Calibrated calibrate(double rate, double... good) {
    return new Calibrator(Thresholds.quantile(rate)).calibrate(maps(good), new HeldOutMaps());
  }

  @Test
  void namesTheImagesThatLookUnlikeTheRestTheLargestFirst() {
    double[] good = good(200);
    good[13] = 200;
    good[150] = 90;
    good[151] = 120;

    Calibrated made = calibrate(0.02, good);

    assertThat(made.odd()).extracting(Calibrated.Image::position).containsExactly(13, 151, 150);
    assertThat(made.unusual()).hasSize(30).startsWith(made.odd().toArray(new Calibrated.Image[0]));
    assertThat(made.aboutOdd())
        .hasValue(
            "3 of 200 good frames look unlike the rest and did not count for the threshold; about"
                + " half of them may be good: look at them before you remove them");
    assertThat(made.threshold()).isLessThan(45);
  }

  @Test
  void aSingleOddImageMayBeGoodToo() {
    double[] good = good(200);
    good[13] = 200;

    assertThat(calibrate(0.02, good).aboutOdd())
        .hasValue(
            "1 of 200 good frames looks unlike the rest and did not count for the threshold; it may"
                + " be good: look at it before you remove it");
  }

  @Test
  void saysThatGroupsWereNotLookedForOnlyWhereTheyWouldHaveBeen() {
    HeldOutMaps maps = maps(good(200));
    Calibrator grouping = new Calibrator(Thresholds.quantile(0.02));
    Calibrator alike = new Calibrator(Thresholds.quantileForAll(0.02));

    assertThat(grouping.calibrate(maps, GoodGroups.NONE, 2001).warnings())
        .containsExactly(
            "groups of good frames (two lamps? two suppliers?) are looked for in 2000 frames at"
                + " most, and these are 2001: all have one threshold");
    assertThat(grouping.calibrate(maps, GoodGroups.NONE, 2000).warnings()).isEmpty();
    assertThat(alike.calibrate(maps, GoodGroups.NONE, 2001).warnings()).isEmpty();
  }

  @Test
  void oddImagesCountAsGoodOnesInTheLimit() {
    double[] good = good(200);
    double clean = calibrate(0.02, good).falseAlarms().atMost();
    for (int i = 0; i < 10; i++) {
      good[i * 7] = 150 + i;
    }

    assertThat(calibrate(0.02, good).falseAlarms().atMost()).isGreaterThan(clean + 0.03);
    assertThat(calibrate(0.02, good).falseAlarms().expected()).isEqualTo(0.02);
  }

  @Test
  void warnsThatFramesAreFewAndHowManyWouldDo() {
    assertThat(calibrate(0.02, good(49)).warnings())
        .containsExactly(
            "49 good frames are too few for a false-alarm rate of 0.02: the threshold is"
                + " extrapolated from them; 50 would do");
    assertThat(calibrate(0.02, good(50)).warnings()).isEmpty();
  }

  @Test
  void theScaleHasTheThresholdInItsMiddleOrReachesOverTheDefects() {
    double[] good = good(60);
    Calibrated alone = calibrate(0.02, good);
    assertThat(alone.normalizer().normalize(alone.threshold())).isLessThanOrEqualTo(0.5);

    Calibrated labelled =
        new Calibrator(Thresholds.f1Optimal()).calibrate(maps(good), maps(70, 80, 400));
    assertThat(labelled.normalizer().max()).isEqualTo(400);
  }

  /** Its limit is for distances as they are. */
  @Test
  void nothingIsTakenOffDistancesWhereTheThresholdComesFromTheory() {
    CommonDistance share = new CommonDistance(0.7, 0);
    float[][] good = {{5, 6, 7}};

    assertThat(
            new Calibrator(Thresholds.quantile(0.02)).common(share, good, UnaryOperator.identity()))
        .isEqualTo(new CommonDistance(0.7, 5));
    assertThat(
            new Calibrator(Thresholds.chiSquare(0.02, 100))
                .common(share, good, UnaryOperator.identity()))
        .isEqualTo(CommonDistance.NONE);
  }
}
