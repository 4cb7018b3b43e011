package org.mekiki.padim.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PatchLevelsTest {
  private static final int IMAGES = 30;
  private static final double TOLERANCE = 1e-5;

  @Test
  void bringsDownAPatchWhoseLeftOutImagesLieFartherThanTheDimensionsSay() {
    // Mean squares 36 and 4.4 where D = 4 are expected.
    float[] leftOut = {6, 2.1f, 6, 2.1f, 6, 2.1f};

    PatchLevels levels = PatchLevels.of(leftOut, 2, 4);
    levels.levelLeftOut(leftOut);

    double loud = Math.sqrt(PatchLevels.LOUD * 4);
    assertThat(leftOut[0]).isEqualTo(leftOut[2]).isCloseTo((float) loud, within((float) TOLERANCE));
    assertThat(leftOut[1]).isEqualTo(leftOut[3]).isEqualTo(2.1f);
  }

  @Test
  void noImageBringsItsOwnPatchDown() {
    float[] leftOut = {8, 1, 1};

    PatchLevels.of(leftOut, 1, 4).levelLeftOut(leftOut);

    assertThat(leftOut[0]).as("the only loud one").isEqualTo(8);
    assertThat(leftOut[1]).as("one of the others").isLessThan(1);
  }

  @Test
  void leavesQuietPatchesAsTheyAre() {
    float[] leftOut = {0.5f, 1.9f, 0.1f, 2};

    PatchLevels.of(leftOut, 2, 4).levelLeftOut(leftOut);

    assertThat(leftOut).containsExactly(0.5f, 1.9f, 0.1f, 2);
  }

  @Test
  void newImagesAreBroughtDownByTheirPatchsLevel() {
    RunningGaussian gaussian = new RunningGaussian(2, 3);
    float[] images = images();
    gaussian.add(images, IMAGES);
    PatchGaussians fitted =
        gaussian.fit(5, new Regularization.Relative(0.01), gaussian.varianceSum() / 6);
    float[] leftOut = gaussian.leaveOneOut(fitted, images, IMAGES, ImageCopies.NONE);
    float[] before = MahalanobisDistance.distances(images, IMAGES, fitted);

    PatchLevels levels = PatchLevels.of(leftOut, 2, 3);
    float[] after = MahalanobisDistance.distances(images, IMAGES, levels.level(fitted));

    double level = levels.level(fitted).factor()[0] / fitted.factor()[0];
    assertThat(level).isLessThan(1);
    for (int i = 0; i < IMAGES; i++) {
      assertThat(after[2 * i])
          .isCloseTo((float) (level * before[2 * i]), within((float) TOLERANCE));
    }
    assertThat(levels.level(fitted).firstPatch()).isEqualTo(5);
  }

  @Test
  void eachPatchHasALevelOfItsOwn() {
    PatchGaussians fitted =
        new PatchGaussians(0, 2, 2, new float[4], new float[] {1, 2, 3, 4, 5, 6});

    PatchGaussians levelled = PatchLevels.of(new float[] {6, 9, 6, 9}, 2, 2).level(fitted);

    double first = 1 / Math.sqrt(36 / 2.0 / PatchLevels.LOUD);
    double second = 1 / Math.sqrt(81 / 2.0 / PatchLevels.LOUD);
    for (int i = 0; i < 3; i++) {
      assertThat(levelled.factor()[i]).isEqualTo((float) ((i + 1) * first));
      assertThat(levelled.factor()[3 + i]).isEqualTo((float) ((i + 4) * second));
    }
  }

  @Test
  void refusesDistancesOfOtherPatches() {
    PatchLevels levels = PatchLevels.of(new float[] {1, 2, 3}, 3, 2);

    assertThatThrownBy(() -> PatchLevels.of(new float[] {1, 2, 3}, 2, 2))
        .hasMessage("3 distances are not one or more images of 2 patches");
    assertThatThrownBy(() -> PatchLevels.of(new float[0], 2, 2))
        .hasMessage("0 distances are not one or more images of 2 patches");
    assertThatThrownBy(() -> levels.levelLeftOut(new float[] {1, 2}))
        .hasMessage("2 distances are not one or more images of 3 patches");
  }

  /** Patch 0 has heavy tails, so that images that are left out lie far. */
  private static float[] images() {
    Random random = new Random(3);
    float[] values = new float[IMAGES * 2 * 3];
    for (int i = 0; i < values.length; i++) {
      double normal = random.nextGaussian();
      values[i] = (float) (i / 3 % 2 == 0 ? Math.pow(normal, 7) : normal);
    }
    return values;
  }
}
