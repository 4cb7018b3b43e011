package org.mekiki.padim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.padim.feature.ChannelOrder;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.FeatureMap;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.PairedExtractor;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.padim.feature.Reduction;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.padim.map.ReflectGaussianBlur;

/** Two networks in one model. */
class PairTest {
  private static final Preprocessing OTHER =
      new Preprocessing(
          FakeExtractor.SHAPE,
          FakeExtractor.SHAPE,
          ChannelOrder.BGR,
          List.of(0.5, 0.25, 0.125),
          List.of(0.5, 2.0, 4.0));

  private final FakeExtractor first = new FakeExtractor();
  private final FakeExtractor second = new FakeExtractor("b".repeat(64), "coarse", OTHER);
  private final PairedExtractor pair = new PairedExtractor(first, second);

  private static ImageTensor image(long seed) {
    Random random = new Random(seed);
    float[] values = new float[FakeExtractor.SHAPE.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.5 + 0.3 * Math.sin(i * 0.1) + 0.05 * random.nextGaussian());
    }
    return new ImageTensor(FakeExtractor.SHAPE, values);
  }

  /** As the second network takes it: other channels first, other normalisation. */
  private static ImageTensor asTheSecondTakesIt(ImageTensor image) {
    int area = FakeExtractor.SIDE * FakeExtractor.SIDE;
    float[] values = new float[image.values().length];
    for (int c = 0; c < 3; c++) {
      int colour = 2 - c;
      for (int i = 0; i < area; i++) {
        double value = image.values()[colour * area + i];
        values[c * area + i] =
            (float) ((value - OTHER.mean().get(colour)) / OTHER.std().get(colour));
      }
    }
    return new ImageTensor(image.shape(), values);
  }

  private static List<ImageTensor> images(int count) {
    return IntStream.range(0, count).mapToObj(PairTest::image).toList();
  }

  private Padim trained() {
    Padim padim =
        Padim.builder(pair).precision(Precision.FLOAT32).blur(new ReflectGaussianBlur(1)).build();
    padim.train(images(20));
    return padim;
  }

  @Test
  void bothNetworksSeeTheSamePixelsEachInItsOwnWay() {
    List<FeatureMap> found = pair.extract(image(1));

    List<FeatureMap> own = second.extract(asTheSecondTakesIt(image(1)));
    assertThat(found).hasSize(4);
    assertThat(found.get(0).values()).isEqualTo(first.extract(image(1)).get(0).values());
    assertThat(found.get(2).values()).containsExactly(own.get(0).values(), within(1e-5f));
    assertThat(pair.backbone().features().stream().map(f -> f.name()))
        .containsExactly("fake:fine", "fake:coarse", "fake:fine", "fake:coarse");
    assertThat(pair.backbone().name()).isEqualTo("fake+fake");
    assertThat(pair.backbone().sha256())
        .isEqualTo(new PairedExtractor(first, second).backbone().sha256())
        .isNotEqualTo(new PairedExtractor(second, first).backbone().sha256());
  }

  @Test
  void refusesNetworksOfTwoSizes() {
    FakeExtractor large = new FakeExtractor("c".repeat(64), "coarse", Preprocessing.unit(32, 16));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PairedExtractor(first, large))
        .withMessage(
            "backbone 'fake' takes pictures of 16x16 but 'fake' of 16x32: a pair needs one size");
  }

  /** d² = Σ (dᵢ/mᵢ)²: each network's own Gaussians, scaled by one number for all patches. */
  @Test
  void learnsEachNetworkAsItWouldBeAloneAndScalesIt() {
    Padim both = alone(pair, images(20));
    Padim one = alone(first, images(20));
    Padim other = alone(second, images(20).stream().map(PairTest::asTheSecondTakesIt).toList());

    float[] distances = both.distances(both.embed(image(99)));
    float[] ofOne = one.distances(one.embed(image(99)));
    float[] ofOther = other.distances(other.embed(asTheSecondTakesIt(image(99))));
    double[] scales = scales(both.model(), one.model(), other.model());
    for (int p = 0; p < distances.length; p++) {
      double expected = Math.hypot(ofOne[p] * scales[0], ofOther[p] * scales[1]);
      assertThat((double) distances[p]).as("patch %d", p).isCloseTo(expected, within(1e-3));
    }
  }

  private static Padim alone(FeatureExtractor extractor, List<ImageTensor> images) {
    Padim padim = Padim.builder(extractor).precision(Precision.FLOAT32).build();
    padim.trainOnGood(images.stream().map(image -> padim.embedGood(image, 0)).toList());
    return padim;
  }

  /** What the first patch's first factors tell. */
  private static double[] scales(PadimModel both, PadimModel one, PadimModel other) {
    int first = one.gaussians().dimensions();
    int corner = PatchGaussians.triangle(first) + first;
    return new double[] {
      both.gaussians().factor()[0] / one.gaussians().factor()[0],
      both.gaussians().factor()[corner] / other.gaussians().factor()[0]
    };
  }

  @Test
  void scoresTheSameAfterSaveAndLoad(@TempDir Path folder) throws IOException {
    Padim padim = trained();
    padim.save(folder.resolve("pair.padim"));

    Padim loaded =
        Padim.builder(pair)
            .model(ModelFile.read(folder.resolve("pair.padim")))
            .blur(new ReflectGaussianBlur(1))
            .build();

    assertThat(loaded.predict(image(7)).score())
        .isCloseTo(padim.predict(image(7)).score(), within(1e-5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Padim.load(folder.resolve("pair.padim"), first))
        .withMessageContaining("was trained with backbone 'fake+fake'");
  }

  @Test
  void refusesAReductionThatMixesTheNetworks() {
    int inputs = pair.backbone().channels();
    int[] mixed = IntStream.range(0, inputs).map(i -> inputs - 1 - i).toArray();
    for (Reduction reduction :
        List.of(
            new Reduction.Selection(inputs, mixed),
            new Reduction.Selection(inputs, new int[] {0, 1}))) {
      Padim padim = Padim.builder(pair).reduction(reduction).build();
      assertThatIllegalArgumentException()
          .as(Arrays.toString(((Reduction.Selection) reduction).indices()))
          .isThrownBy(() -> padim.train(images(5)))
          .withMessage(
              "of two networks a reduction must select features of the first, then of the second");
    }
  }
}
