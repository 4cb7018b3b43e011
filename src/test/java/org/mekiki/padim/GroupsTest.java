package org.mekiki.padim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.padim.map.ReflectGaussianBlur;
import org.mekiki.padim.threshold.GoodGroups;
import org.mekiki.padim.threshold.Repetition;
import org.mekiki.padim.threshold.Thresholds;

/** Good images under two lamps. The second one is bright, and what it shows varies more. */
class GroupsTest {
  private static final int GOOD = 90;

  private final FakeExtractor extractor = new FakeExtractor();

  private static ImageTensor image(boolean second, long seed) {
    Random random = new Random(seed);
    float[] values = new float[FakeExtractor.SHAPE.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((second ? 3 : 0) + (second ? 0.6 : 0.1) * random.nextGaussian());
    }
    return new ImageTensor(FakeExtractor.SHAPE, values);
  }

  private static boolean second(int image) {
    return image % 3 == 0;
  }

  private static List<ImageTensor> good(boolean twoLamps) {
    List<ImageTensor> images = new ArrayList<>();
    for (int i = 0; i < GOOD; i++) {
      images.add(image(twoLamps && second(i), i));
    }
    return images;
  }

  private PadimBuilder builder() {
    return Padim.builder(extractor).blur(new ReflectGaussianBlur(1));
  }

  private Padim trained(PadimBuilder builder, boolean twoLamps) {
    Padim padim = builder.build();
    padim.train(good(twoLamps));
    return padim;
  }

  private static long flagged(Padim padim, boolean second) {
    long flagged = 0;
    for (int seed = 1000; seed < 1100; seed++) {
      flagged += padim.predict(image(second, seed)).anomalous() ? 1 : 0;
    }
    return flagged;
  }

  @Test
  void newGoodImagesOfBothLampsAreSeldomFlagged() {
    Padim padim = trained(builder(), true);

    assertThat(padim.model().groups().text()).hasValue("2 groups: 60 and 30 good frames");
    assertThat(padim.calibration().orElseThrow().warnings())
        .contains(
            "2 groups: 60 and 30 good frames whose scores differ (two lamps? two suppliers?): each"
                + " group has a threshold of its own");
    assertThat(flagged(padim, false)).isBetween(0L, 12L);
    assertThat(flagged(padim, true)).isBetween(0L, 12L);
  }

  @Test
  void distancesAreThoseWithoutGroupsTimesTheFactorOfTheImagesGroup() {
    Padim grouped = trained(builder(), true);
    Padim alike = trained(builder().threshold(Thresholds.quantileForAll(0.02)), true);

    assertThat(alike.model().groups()).isEqualTo(GoodGroups.NONE);
    for (int i = 0; i < 6; i++) {
      double factor = grouped.model().groups().groups().get(second(i) ? 1 : 0).factor();
      float[] expected = alike.distances(alike.embed(image(second(i), 500 + i)));
      for (int patch = 0; patch < expected.length; patch++) {
        expected[patch] = (float) (expected[patch] * factor);
      }
      assertThat(grouped.distances(grouped.embed(image(second(i), 500 + i))))
          .containsExactly(expected);
    }
  }

  @Test
  void goodImagesOfOneLampMakeTheSameModelAsWithoutGroups() {
    Padim padim = trained(builder(), false);
    Padim alike = trained(builder().threshold(Thresholds.quantileForAll(0.02)), false);

    assertThat(padim.model().groups()).isEqualTo(GoodGroups.NONE);
    assertThat(padim.model().threshold()).isEqualTo(alike.model().threshold());
    assertThat(padim.model().normalizer()).isEqualTo(alike.model().normalizer());
    assertThat(padim.predict(image(true, 7)).map().values())
        .containsExactly(alike.predict(image(true, 7)).map().values());
  }

  @Test
  void scaleAndThresholdOfImagesThatWereNotLearnedAreThoseWithoutGroups() {
    List<ImageTensor> validation = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      validation.add(image(second(i), 2000 + i));
    }
    Padim padim = trained(builder(), true);
    Padim alike = trained(builder().threshold(Thresholds.quantileForAll(0.02)), true);

    PadimModel validated = padim.validate(validation, List.of());
    PadimModel expected = alike.validate(validation, List.of());

    assertThat(validated.groups()).isEqualTo(GoodGroups.NONE);
    assertThat(validated.threshold()).isEqualTo(expected.threshold());
    assertThat(validated.normalizer()).isEqualTo(expected.normalizer());
    assertThat(padim.predict(image(true, 7)).score())
        .isEqualTo(alike.predict(image(true, 7)).score());
  }

  @Test
  void saysWhereImagesAreTooManyToLookForGroups() {
    List<ImageTensor> images = new ArrayList<>();
    for (int i = 0; i <= Repetition.MAX_IMAGES; i++) {
      images.add(image(second(i), i));
    }
    Padim padim = builder().leftOut(60).build();
    padim.train(images);

    assertThat(padim.model().groups()).isEqualTo(GoodGroups.NONE);
    assertThat(padim.calibration().orElseThrow().warnings())
        .contains(
            "groups of good frames (two lamps? two suppliers?) are looked for in 2000 frames at"
                + " most, and these are 2001: all have one threshold");
  }

  @Test
  void aFileOfGroupsWithoutAReachIsOfTheFormatBeforeAndIsRead(@TempDir Path folder)
      throws IOException {
    PadimModel model = trained(Padim.builder(extractor).precision(Precision.INT8), true).model();
    GoodGroups old =
        new GoodGroups(
            model.groups().groups().stream()
                .map(g -> new GoodGroups.Group(g.frames(), g.factor(), g.centre()))
                .toList());
    Path before = folder.resolve("before.padim");
    Path now = folder.resolve("now.padim");
    ModelFile.write(Samples.inGroups(model, old), before);
    ModelFile.write(model, now);

    assertThat(ModelFile.read(before).groups()).isEqualTo(old);
    assertThat(format(before)).isEqualTo(23);
    assertThat(format(now)).isEqualTo(25);
    assertThat(Files.size(now) - Files.size(before)).isEqualTo(2L * Double.BYTES);
  }

  private static int format(Path file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file)).getInt("MEKIKIPD".length());
  }

  @Test
  void aLampThatNoGoodImageShowsHasTheLargestFactor() {
    Padim grouped = trained(builder(), true);
    Padim alike = trained(builder().threshold(Thresholds.quantileForAll(0.02)), true);
    float[] values = image(true, 7).values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] += 20;
    }
    ImageTensor unknown = new ImageTensor(FakeExtractor.SHAPE, values);

    assertThat(grouped.model().groups().groups().get(1).factor()).isLessThan(1);
    assertThat(grouped.distances(grouped.embed(unknown)))
        .containsExactly(alike.distances(alike.embed(unknown)));
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FLOAT32", "INT8"})
  void aFileKeepsTheGroups(Precision precision, @TempDir Path folder) throws IOException {
    Padim padim = trained(Padim.builder(extractor).precision(precision), true);
    padim.save(folder.resolve("part.padim"));

    Padim loaded = Padim.load(folder.resolve("part.padim"), extractor);

    assertThat(loaded.model().groups()).isEqualTo(padim.model().groups());
    assertThat(loaded.model().groups().exist()).isTrue();
    for (int i = 0; i < 6; i++) {
      Prediction expected = padim.predict(image(second(i), 500 + i));
      assertThat(loaded.predict(image(second(i), 500 + i)).score()).isEqualTo(expected.score());
    }
  }
}
