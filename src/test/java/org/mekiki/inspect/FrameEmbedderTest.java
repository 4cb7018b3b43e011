package org.mekiki.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.FeatureMap;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.PatchEmbedder;
import org.mekiki.padim.feature.Reductions;
import org.mekiki.stream.TinyBackbone;

class FrameEmbedderTest {
  private static final int SIDE = TinyBackbone.SIZE;
  private static final PatchEmbedder EMBEDDER =
      new PatchEmbedder(
          TinyBackbone.BACKBONE.features(),
          EmbeddingSettings.recommended(TinyBackbone.BACKBONE.features(), Reductions.all(12)));

  /** A network whose last feature is this value. */
  private record Broken(TinyBackbone network, float value) implements FeatureExtractor {
    @Override
    public Backbone backbone() {
      return network.backbone();
    }

    @Override
    public List<FeatureMap> extract(ImageTensor image) {
      List<FeatureMap> maps = network.extract(image);
      float[] last = maps.get(maps.size() - 1).values();
      last[last.length - 1] = value;
      return maps;
    }

    @Override
    public void close() {}
  }

  private static FrameEmbedder embedder(FeatureExtractor network) {
    return new FrameEmbedder(
        new ImageDecoder(ImageLimits.DEFAULT), PictureRules.DEFAULT, network, EMBEDDER);
  }

  @Test
  void embedsAFrameAndAsManyCopiesAsAreWanted() {
    Picture picture = picture();
    TinyBackbone network = new TinyBackbone();
    ImageTensor tensor = new ImagePreprocessor(network.backbone().preprocessing()).apply(picture);
    float[] expected = EMBEDDER.embed(network.extract(tensor)).values();

    FrameEmbedder.Learned learned =
        embedder(network).embed(frame(new Frame.Encoded(ImageWriter.png(picture), 8)), 3);

    assertThat(learned.embedding().values()).isEqualTo(expected);
    assertThat(learned.good().copies())
        .hasSize(3)
        .allSatisfy(copy -> assertThat(Arrays.equals(copy.values(), expected)).isFalse());
    assertThat(learned.width()).isEqualTo(2 * SIDE);
    assertThat(learned.height()).isEqualTo(SIDE);
    assertThat(learned.bits()).isEqualTo(8);
    assertThat(embedder(network).tensor(raw()).values()).isEqualTo(tensor.values());
    assertThat(embedder(network).embed(raw(), 0).good().copies()).isEmpty();
  }

  @Test
  void refusesFeaturesThatAreNotFinite() {
    for (float value : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      FrameEmbedder broken =
          embedder(new TinyBackbone()).with(new Broken(new TinyBackbone(), value));

      assertThatThrownBy(() -> broken.embed(raw(), 0))
          .isInstanceOfSatisfying(
              UnscorableException.class,
              e -> assertThat(e.rejection()).isEqualTo(Rejection.NOT_FINITE))
          .hasMessage(
              "frame id can't be learned: the backbone gave values that are not numbers for it");
    }
  }

  @Test
  void refusesWhatIsNoPicture() {
    assertThatThrownBy(
            () ->
                embedder(new TinyBackbone())
                    .embed(frame(new Frame.Encoded("no picture".getBytes(UTF_8))), 0))
        .isInstanceOfSatisfying(
            UnscorableException.class,
            e -> assertThat(e.rejection()).isEqualTo(Rejection.NOT_AN_IMAGE));
  }

  private static Picture picture() {
    byte[] pixels = new byte[2 * SIDE * SIDE];
    new Random(5).nextBytes(pixels);
    return Picture.ofRaw(PixelFormat.GRAY8, 2 * SIDE, SIDE, 0, pixels);
  }

  private static Frame raw() {
    return frame(new Frame.Raw(PixelFormat.GRAY8, 2 * SIDE, SIDE, 0, picture().toBytes()));
  }

  private static Frame frame(Frame.Content picture) {
    return new Frame("cam", "id", "part", Instant.EPOCH, OptionalLong.empty(), picture, Map.of());
  }
}
