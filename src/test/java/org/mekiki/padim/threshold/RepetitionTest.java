package org.mekiki.padim.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mekiki.padim.feature.Embedding;
import org.mekiki.padim.feature.Grid;

class RepetitionTest {
  private static final Grid GRID = new Grid(5, 5);

  /** Noise about a fixed picture. */
  private static Embedding image(long seed, double noise) {
    Random random = new Random(seed);
    float[] values = new float[GRID.patches() * 8];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (100 + Math.sin(i) + noise * random.nextGaussian());
    }
    return new Embedding(GRID, 8, values);
  }

  private static Repetition.Found find(Embedding... images) {
    Repetition repetition = new Repetition();
    for (Embedding image : images) {
      repetition.add(Repetition.signature(image));
    }
    return repetition.find();
  }

  @Test
  void equalPicturesAreTheSameAlsoWhereAnotherMachineRoundsOtherwise() {
    assertThat(find(image(1, 0), image(1, 0), image(1, 0)).same()).isTrue();
    assertThat(find(image(1, 1e-5), image(2, 1e-5), image(3, 1e-5)).same()).isTrue();
  }

  @Test
  void picturesThatDifferByALittleNoiseAreNeitherTheSameNorRepeated() {
    Repetition.Found found = find(image(1, 0.1), image(2, 0.1), image(3, 0.1), image(4, 0.1));

    assertThat(found).isEqualTo(new Repetition.Found(4, 4, 0, false));
    assertThat(found.warning()).isEmpty();
    assertThat(found.refusal()).isEmpty();
  }

  @Test
  void oneOtherPictureIsEnoughNotToBeRefused() {
    Repetition.Found found = find(image(1, 1), image(1, 1), image(1, 1), image(2, 1));

    assertThat(found).isEqualTo(new Repetition.Found(4, 4, 3, false));
    assertThat(found.warning()).isPresent();
  }

  @Test
  void fewerThanTwoImagesRepeatNothing() {
    assertThat(find()).isEqualTo(new Repetition.Found(0, 0, 0, false));
    assertThat(find(image(1, 1)).refusal()).isEmpty();
  }

  @Test
  void moreImagesThanAreComparedAreCountedOnly() {
    Repetition repetition = new Repetition();
    float[] signature = Repetition.signature(image(1, 1));
    for (int i = 0; i <= Repetition.MAX_IMAGES; i++) {
      repetition.add(signature);
    }
    assertThat(repetition.find())
        .isEqualTo(
            new Repetition.Found(
                Repetition.MAX_IMAGES + 1, Repetition.MAX_IMAGES, Repetition.MAX_IMAGES, false));
  }
}
