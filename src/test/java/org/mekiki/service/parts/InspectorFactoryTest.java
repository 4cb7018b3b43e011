package org.mekiki.service.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mekiki.config.ConfigLoader;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.model.TaughtPictures;
import org.mekiki.padim.Padim;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.stream.TinyBackbone;

/** Settings reach the verdict, whoever inspects. */
class InspectorFactoryTest {
  private static final int SIDE = 48;
  private static final TinyBackbone NETWORK = new TinyBackbone(SIDE, SIDE);
  private static final ImagePreprocessor PREPROCESSOR =
      new ImagePreprocessor(NETWORK.backbone().preprocessing());

  private static InspectionModel model;

  @BeforeAll
  static void teach() {
    Padim padim = Padim.builder(NETWORK).dimensions(8).build();
    List<ImageTensor> good = new ArrayList<>();
    for (int seed = 0; seed < 20; seed++) {
      byte[] pixels = draw(seed, SIDE, 1);
      good.add(PREPROCESSOR.apply(Picture.ofRaw(PixelFormat.GRAY8, SIDE, SIDE, 0, pixels)));
    }
    padim.train(good);
    TaughtPictures pictures = new TaughtPictures(SIDE, SIDE, 8, false);
    model =
        new InspectionModel("part", 1, padim.model().threshold(), padim, PREPROCESSOR, pictures);
  }

  @Test
  void aFrameUnlikeTheGoodOnesIsWhatTheSettingSays() {
    byte[] dark = draw(100, SIDE, 10);

    Inspection found = inspect(dark, SIDE, "score.thresholds", "cam=1e9");
    Inspection accepted =
        inspect(dark, SIDE, "score.thresholds", "cam=1e9", "image.unlike", "accept");

    assertThat(found.unlike()).isPresent();
    assertThat(found.score()).isEqualTo(1e9);
    assertThat(accepted.anomalous()).isFalse();
    assertThat(accepted.unlike()).isEmpty();
  }

  @Test
  void soIsAFrameOfAnotherShape() {
    byte[] wide = draw(100, 2 * SIDE, 1);

    assertThatThrownBy(() -> inspect(wide, 2 * SIDE)).isInstanceOf(UnscorableException.class);
    assertThat(inspect(wide, 2 * SIDE, "image.other-shape", "accept").score()).isPositive();
  }

  private static Inspection inspect(byte[] pixels, int width, String... settings) {
    ConfigLoader loader = new ConfigLoader();
    for (int i = 0; i < settings.length; i += 2) {
      loader.set(settings[i], settings[i + 1], "--set");
    }
    Frame.Content picture = new Frame.Raw(PixelFormat.GRAY8, width, SIDE, 0, pixels);
    Frame frame =
        new Frame("cam", "id", "part", Instant.EPOCH, OptionalLong.empty(), picture, Map.of());
    return InspectorFactory.of(loader.load()).inspect(frame, model);
  }

  private static byte[] draw(int seed, int width, int divisor) {
    Random random = new Random(seed);
    byte[] pixels = new byte[width * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) ((90 + random.nextInt(20)) / divisor);
    }
    return pixels;
  }
}
