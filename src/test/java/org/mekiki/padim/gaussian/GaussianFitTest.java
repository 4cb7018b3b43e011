package org.mekiki.padim.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mekiki.padim.Samples;

/** Fits and leave-one-out where {@link RunningGaussianTest}'s references don't reach. */
class GaussianFitTest {
  @Test
  void aRegularizationIsReadFromItsText() {
    for (Regularization one :
        List.of(
            new Regularization.Relative(0.01),
            new Regularization.Absolute(1e-5),
            new Regularization.LedoitWolf())) {
      assertThat(Regularization.parse(one.toString())).isEqualTo(one);
    }
    for (String other : List.of("", "relative", "relative x", "ledoit-wolf 3", "none 0.01")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Regularization.parse(other))
          .withMessageContaining("regularization '" + other + "' is not known; known: ");
    }
  }

  private static final Regularization ABSOLUTE = new Regularization.Absolute(1);

  @Test
  void constantFeaturesVaryAtLeastByWhatTheirFloatsRoundTo() {
    RunningGaussian running = new RunningGaussian(3, 2);
    float[] image = {3, 4, 30, 40, 0, 0};
    for (int k = 0; k < 3; k++) {
      running.add(image, 1);
    }

    float[] factor = running.fit(0, new Regularization.Relative(0.01), 0).factor();

    // 1 / √(1e-14 · the mean square of the means), and 1 / √1e-30 where all is 0
    assertRelative(factor[0], 1 / Math.sqrt(1e-14 * 12.5));
    assertRelative(factor[2], 1 / Math.sqrt(1e-14 * 12.5));
    assertRelative(factor[3], 1 / Math.sqrt(1e-14 * 1250));
    assertRelative(factor[6], 1e15);
  }

  private static void assertRelative(float actual, double expected) {
    assertThat((double) actual).isCloseTo(expected, within(1e-6 * expected));
  }

  @Test
  void namesThePatchThatCanNotBeInverted() {
    RunningGaussian running = new RunningGaussian(2, 2);
    running.add(new float[] {1, 2, 1e8f, 1e8f, 2, 1, -1e8f, -1e8f}, 2);

    assertThatIllegalStateException()
        .isThrownBy(() -> running.fit(5, new Regularization.Absolute(1e-9), 0))
        .withMessageContaining("covariance of patch 6 from 2 images");
  }

  @Test
  void twoImagesHaveAVariance() {
    RunningGaussian running = new RunningGaussian(1, 2);
    running.add(new float[] {1, 2, 3, 6}, 2);

    assertThat(running.varianceSum()).isEqualTo(2 + 8);
  }

  /** Ledoit and Wolf's intensity depends on the fourth moments, which copies change too. */
  @Test
  void twoCopiesThatCountHalfAreOneThatCountsWhole() {
    int images = 40;
    float[] good = Samples.embeddings(images, 2, 3, 1);
    float[] copies = Samples.embeddings(images, 2, 3, 2);
    RunningGaussian whole = new RunningGaussian(2, 3);
    whole.add(good, images);
    RunningGaussian halves = new RunningGaussian(2, 3);
    halves.add(good, images);
    for (int k = 0; k < images; k += 10) {
      float[] some = Arrays.copyOfRange(copies, 6 * k, 6 * (k + 10));
      whole.addCopies(new ImageCopies(some, 1, 1));
      halves.addCopies(new ImageCopies(twice(some), 2, 0.5));
    }

    float[] expected = whole.fit(0, new Regularization.LedoitWolf(), 1).factor();
    float[] actual = halves.fit(0, new Regularization.LedoitWolf(), 1).factor();

    assertThat(expected[1]).as("not shrunk to a multiple of the identity").isNotZero();
    assertThat(actual).containsExactly(expected, within(1e-6f));
  }

  private static float[] twice(float[] values) {
    float[] both = Arrays.copyOf(values, 2 * values.length);
    System.arraycopy(values, 0, both, values.length, values.length);
    return both;
  }

  @Test
  void leavesOutOnlyByTheLastFit() {
    float[] images = Samples.embeddings(4, 1, 2, 6);
    RunningGaussian running = new RunningGaussian(1, 2);
    running.add(images, 4);
    PatchGaussians earlier = running.fit(0, ABSOLUTE, 0);
    PatchGaussians last = running.fit(0, new Regularization.Absolute(2), 0);

    assertThat(running.leaveOneOut(last, images, 4, ImageCopies.NONE)).hasSize(4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> running.leaveOneOut(earlier, images, 4, ImageCopies.NONE))
        .withMessageContaining("fit again");
  }

  @Test
  void leavesOutOnlyImagesAndCopiesOfItsShape() {
    float[] images = Samples.embeddings(4, 1, 2, 6);
    RunningGaussian running = new RunningGaussian(1, 2);
    running.add(images, 4);
    PatchGaussians fitted = running.fit(0, ABSOLUTE, 0);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> running.leaveOneOut(fitted, images, 3, ImageCopies.NONE))
        .withMessage("8 values are not 3 images of 1 patches of 2 dimensions");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> running.leaveOneOut(fitted, images, 4, new ImageCopies(new float[6], 1, 1)))
        .withMessage("6 values are not 4 images of 1 patches of 2 dimensions");
  }

  @Test
  void refusesCopiesThatAreNotFinite() {
    RunningGaussian running = new RunningGaussian(1, 2);
    running.add(Samples.embeddings(4, 1, 2, 6), 4);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> running.addCopies(new ImageCopies(new float[] {1, Float.NaN}, 1, 1)))
        .withMessageContaining("has NaN at patch 0, dimension 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> running.addCopies(new ImageCopies(new float[] {1, 2, 3}, 1, 1)))
        .withMessage("3 values are not 1 images of 1 patches of 2 dimensions");
  }

  /**
   * Of equations (I − HC)x = Ha whose first coefficient is close to 0 only the pivoted are exact.
   */
  @Test
  void leavesOutAnImageThatIsFarFromItsCopies() {
    int images = 5;
    float[] embeddings = new float[images];
    float[] copies = new float[images];
    for (int k = 0; k < images; k++) {
      embeddings[k] = k == 0 ? 1000 : k;
      copies[k] = k == 0 ? -1000 : k + 0.5f;
    }
    RunningGaussian running = new RunningGaussian(1, 1);
    running.add(embeddings, images);
    ImageCopies all = new ImageCopies(copies, 1, 1);
    running.addCopies(all);
    PatchGaussians fitted = running.fit(0, ABSOLUTE, 0);

    float[] distances = running.leaveOneOut(fitted, embeddings, images, all);

    RunningGaussian rest = new RunningGaussian(1, 1);
    rest.add(Arrays.copyOfRange(embeddings, 1, images), images - 1);
    rest.addCopies(new ImageCopies(Arrays.copyOfRange(copies, 1, images), 1, 1));
    float[] expected =
        MahalanobisDistance.distances(new float[] {1000}, 1, rest.fit(0, ABSOLUTE, 0));
    assertThat(distances[0]).isCloseTo(expected[0], within(1e-4f * expected[0]));
  }
}
