package org.mekiki.padim.threshold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GoodGroupsTest {
  private static final int IMAGES = 90;
  private static final double FAR = 8;

  /** Of two lamps; every third image is under the second one. */
  private static List<float[]> signatures() {
    Random random = new Random(1);
    List<float[]> signatures = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      float[] signature = new float[Repetition.LENGTH];
      for (int d = 0; d < signature.length; d++) {
        signature[d] = (float) (random.nextGaussian() + (second(i) ? FAR : 0));
      }
      signatures.add(signature);
    }
    return signatures;
  }

  private static boolean second(int image) {
    return image % 3 == 0;
  }

  private static double[] scores(double ofSecond) {
    Random random = new Random(2);
    double[] scores = new double[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      scores[i] = (10 + random.nextGaussian()) * (second(i) ? ofSecond : 1);
    }
    return scores;
  }

  private static GoodGroups groups(double[] scores, List<float[]> signatures) {
    return GoodGroups.of(Thresholds.quantile(0.02), scores, signatures);
  }

  @Test
  void aLampWhoseGoodImagesScoreHigherHasALowerFactor() {
    GoodGroups groups = groups(scores(2), signatures());

    assertThat(groups.text()).hasValue("2 groups: 60 and 30 good frames");
    assertThat(groups.groups().get(0).factor()).isEqualTo(1);
    assertThat(groups.groups().get(1).factor()).isBetween(0.4, 0.6);
    for (int i = 0; i < IMAGES; i++) {
      float[] distances = {4, 0};
      groups.scale(distances, signatures().get(i));
      float expected = (float) (4 * groups.groups().get(second(i) ? 1 : 0).factor());
      assertThat(distances).as("image %d", i).containsExactly(expected, 0);
    }
  }

  @Test
  void anImageFarFromAllGroupsHasTheLargestFactor() {
    GoodGroups groups = groups(scores(2), signatures());
    float[] nearTheSecond = new float[Repetition.LENGTH];
    Arrays.fill(nearTheSecond, (float) FAR + 1);
    float[] beyondTheSecond = new float[Repetition.LENGTH];
    Arrays.fill(beyondTheSecond, 2 * (float) FAR);
    float[] unknown = new float[Repetition.LENGTH];
    Arrays.fill(unknown, Float.NaN);

    assertThat(groups.factor(nearTheSecond)).isEqualTo(groups.groups().get(1).factor());
    assertThat(groups.factor(beyondTheSecond)).isEqualTo(1);
    assertThat(groups.factor(unknown)).isEqualTo(1);
    assertThat(groups(scores(0.5), signatures()).factor(beyondTheSecond)).isGreaterThan(1.5);
  }

  @Test
  void everyGoodImageIsInReachOfItsGroupAndNewOnesAreToo() {
    GoodGroups groups = groups(scores(2), signatures());
    Random random = new Random(9);
    for (int i = 0; i < 1000; i++) {
      float[] unseen = new float[Repetition.LENGTH];
      for (int d = 0; d < unseen.length; d++) {
        unseen[d] = (float) (random.nextGaussian() + FAR);
      }
      assertThat(groups.factor(unseen)).isEqualTo(groups.groups().get(1).factor());
    }
  }

  @Test
  void groupsWithoutAReachTakeTheNearestImageHoweverFarItIs() {
    List<GoodGroups.Group> old = new ArrayList<>();
    for (GoodGroups.Group group : groups(scores(2), signatures()).groups()) {
      old.add(new GoodGroups.Group(group.frames(), group.factor(), group.centre()));
    }
    float[] far = new float[Repetition.LENGTH];
    Arrays.fill(far, 100 * (float) FAR);

    assertThat(new GoodGroups(old).factor(far)).isEqualTo(old.get(1).factor());
  }

  @Test
  void lampsWhoseGoodImagesScoreAlikeAreNotToldApart() {
    GoodGroups groups = groups(scores(1.02), signatures());

    assertThat(groups).isEqualTo(GoodGroups.NONE);
    assertThat(groups.text()).isEmpty();
    assertThat(groups.factor(signatures().get(0))).isEqualTo(1);
  }

  @Test
  void theOrderOfTheImagesDoesNotMatter() {
    List<float[]> signatures = signatures();
    List<Double> scores = new ArrayList<>();
    for (double score : scores(2)) {
      scores.add(score);
    }
    Collections.shuffle(signatures, new Random(3));
    Collections.shuffle(scores, new Random(3));

    assertThat(groups(scores.stream().mapToDouble(s -> s).toArray(), signatures))
        .isEqualTo(groups(scores(2), signatures()));
  }

  @Test
  void aThresholdForAllImagesHasNoGroups() {
    HeldOutMaps maps = new HeldOutMaps();
    for (double score : scores(2)) {
      maps.add(new org.mekiki.padim.map.AnomalyMap(1, 1, new float[] {(float) score}));
    }

    assertThat(new Calibrator(Thresholds.quantile(0.02)).groups(maps, signatures()).exist())
        .isTrue();
    for (Threshold other :
        List.of(Thresholds.quantileForAll(0.02), Thresholds.manual(3), Thresholds.f1Optimal())) {
      assertThat(new Calibrator(other).groups(maps, signatures())).isEqualTo(GoodGroups.NONE);
    }
    assertThat(new Calibrator(Thresholds.quantile(0.02)).groups(maps, List.of()))
        .isEqualTo(GoodGroups.NONE);
  }

  @Test
  void refusesWhatIsNoGroup() {
    List<Float> centre = Collections.nCopies(Repetition.LENGTH, 0f);
    assertThatThrownBy(() -> new GoodGroups.Group(3, Double.NaN, centre))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a group of 3 frames with factor NaN, a centre of 64 numbers and reach "
                + GoodGroups.ANY_DISTANCE
                + " is not valid: at least 1 frame, a factor above 0, 64 finite numbers and a reach"
                + " of at least 0 are");
    assertThatThrownBy(() -> new GoodGroups.Group(3, 1, centre, Double.NaN))
        .hasMessageContaining("reach NaN is not valid");
    assertThatThrownBy(() -> new GoodGroups.Group(3, 1, List.of(1f)))
        .hasMessageContaining("a centre of 1 numbers");
    assertThatThrownBy(() -> new GoodGroups(List.of(new GoodGroups.Group(3, 1, centre))))
        .hasMessage("1 groups of good frames: 0 or 2 to 4 are valid");
  }
}
