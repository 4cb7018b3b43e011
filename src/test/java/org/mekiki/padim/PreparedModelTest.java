package org.mekiki.padim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.gaussian.MahalanobisDistance;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.padim.map.PatchMask;
import org.mekiki.padim.threshold.GoodGroups;
import org.mekiki.padim.threshold.Repetition;

/** Scoring with distances that were prepared elsewhere. */
class PreparedModelTest {
  private final FakeExtractor extractor = new FakeExtractor();
  private final List<ImageTensor> images = images();
  private PadimModel model = learned();

  private static List<ImageTensor> images() {
    Random random = new Random(4);
    List<ImageTensor> images = new ArrayList<>();
    for (int n = 0; n < 12; n++) {
      float[] values = new float[FakeExtractor.SHAPE.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      images.add(new ImageTensor(FakeExtractor.SHAPE, values));
    }
    return images;
  }

  private PadimModel learned() {
    Padim padim = Padim.builder(extractor).build();
    padim.train(images.subList(0, 10));
    return padim.model();
  }

  private PreparedModel prepared(MahalanobisDistance distance) {
    return new PreparedModel(
        model.backbone(),
        model.embedding(),
        distance,
        model.normalizer(),
        model.threshold(),
        model.groups(),
        model.common(),
        model.looks());
  }

  private void assertSame(Padim expected, Padim actual) {
    for (ImageTensor image : images) {
      Prediction one = expected.predict(image);
      Prediction other = actual.predict(image);
      assertThat(other.score()).isEqualTo(one.score());
      assertThat(other.normalizedScore()).isEqualTo(one.normalizedScore());
      assertThat(other.map().values()).containsExactly(one.map().values());
    }
  }

  @Test
  void predictsWhatTheModelDoes() {
    MahalanobisDistance distance = MahalanobisDistance.prepare(model.gaussians(), Precision.INT8);

    assertSame(
        Padim.builder(extractor).model(model).build(),
        Padim.builder(extractor).prepared(prepared(distance)).build());
  }

  @Test
  void stepsWithPreparedDistancesDoNotLearn() {
    MahalanobisDistance distance = MahalanobisDistance.prepare(model.gaussians(), Precision.INT8);
    Padim padim = Padim.builder(extractor).prepared(prepared(distance)).build();

    assertThatThrownBy(() -> padim.train(images))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("they can't learn");
  }

  /** Image 0 is of the one group, image 1 of the other. */
  private GoodGroups groups(Padim padim) {
    List<GoodGroups.Group> groups = new ArrayList<>();
    for (int n = 0; n < 2; n++) {
      List<Float> centre = new ArrayList<>();
      for (float number : Repetition.signature(padim.embed(images.get(n)))) {
        centre.add(number);
      }
      groups.add(new GoodGroups.Group(5, n + 1, centre));
    }
    return new GoodGroups(groups);
  }

  @Test
  void predictsWhatTheModelDoesWithGroups() {
    MahalanobisDistance distance = MahalanobisDistance.prepare(model.gaussians(), Precision.INT8);
    Padim plain = Padim.builder(extractor).prepared(prepared(distance)).build();
    model = Samples.inGroups(model, groups(plain));
    Padim grouped = Padim.builder(extractor).prepared(prepared(distance)).build();

    assertSame(Padim.builder(extractor).model(model).build(), grouped);
    assertThat(grouped.predict(images.get(1)).score())
        .isGreaterThan(plain.predict(images.get(1)).score());
  }

  @Test
  void predictsWhatTheModelDoesWhereOnlySomePatchesCount() {
    Grid grid = model.embedding().grid();
    boolean[] counts = new boolean[grid.patches()];
    for (int p = 0; p < counts.length; p += 3) {
      counts[p] = true;
    }
    PatchMask mask = PatchMask.of(grid, counts);
    MahalanobisDistance distance =
        MahalanobisDistance.prepare(mask.compact(model.gaussians()), Precision.INT8);

    assertSame(
        Padim.builder(extractor).model(model).patches(mask).build(),
        Padim.builder(extractor).prepared(prepared(distance)).patches(mask).build());
  }

  @Test
  void isForItsNetworkOnlyAndHasNoNumbers() {
    PreparedModel prepared =
        prepared(MahalanobisDistance.prepare(model.gaussians(), Precision.INT8));
    Padim padim = Padim.builder(extractor).prepared(prepared).build();

    assertThatThrownBy(padim::model).isInstanceOf(IllegalStateException.class);
    FakeExtractor other = new FakeExtractor("b".repeat(64), "coarse");
    assertThatThrownBy(() -> Padim.builder(other).prepared(prepared).build())
        .isInstanceOf(IllegalArgumentException.class);
  }
}
