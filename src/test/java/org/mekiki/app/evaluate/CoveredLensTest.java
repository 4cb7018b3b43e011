package org.mekiki.app.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.mekiki.camera.simulated.SimulatedCamera;
import org.mekiki.camera.simulated.SimulatedLine;
import org.mekiki.camera.simulated.SimulationOptions;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.padim.Padim;
import org.mekiki.padim.Prediction;
import org.mekiki.padim.feature.ImageTensor;

/**
 * What shows nothing of the part is not good, even where the built-in network sees no fault in it.
 */
class CoveredLensTest {
  private static final int SIDE = 224;
  private static final int LEARNED = 30;
  private static final int UNSEEN = 30;

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
  private ImagePreprocessor preprocessor;

  @Test
  void onASimulatedCamera() {
    List<Picture> good = new ArrayList<>();
    try (SimulatedCamera camera =
        SimulatedLine.teacher(3, LEARNED + UNSEEN, SimulationOptions.DEFAULT)) {
      for (int i = 0; i < LEARNED + UNSEEN; i++) {
        good.add(decoder.decode(camera.frame(i).encoded(), SIDE, SIDE));
      }
    }

    requireFound(good);
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "MEKIKI_REAL_DATA", matches = ".+")
  void onMagneticTilesWhoseLampVaries() throws IOException {
    List<Picture> good = new ArrayList<>();
    Path folder = Path.of(System.getenv("MEKIKI_REAL_DATA"), "magnetic_tile/train/good");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().limit(LEARNED + UNSEEN).toList()) {
        good.add(decoder.decode(Files.readAllBytes(file), SIDE, SIDE));
      }
    }

    requireFound(good);
  }

  private void requireFound(List<Picture> good) {
    Random noise = new Random(5);
    try (OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(Backbones.builtIn())) {
      preprocessor = new ImagePreprocessor(extractor.backbone().preprocessing());
      Padim padim = Padim.builder(extractor).dimensions(40).build();
      padim.train(good.subList(0, LEARNED).stream().map(preprocessor::apply).toList());

      assertUnlike(padim, "darker", even(i -> 0));
      assertUnlike(padim, "flatter", even(i -> 255));
      assertUnlike(padim, "flatter", even(i -> 104));
      assertUnlike(padim, "darker", even(i -> (int) Math.max(0, 4 + 2 * noise.nextGaussian())));
      for (Picture other : good.subList(LEARNED, good.size())) {
        assertThat(padim.predict(preprocessor.apply(other)).unlike()).isEmpty();
      }
    }
  }

  private void assertUnlike(Padim padim, String how, Picture picture) {
    ImageTensor image = preprocessor.apply(picture);
    Prediction prediction = padim.predict(image);

    assertThat(prediction.anomalous()).isTrue();
    assertThat(padim.unlike(image)).get().asString().contains("is far " + how + " than the good");
    assertThat(prediction.score()).isGreaterThanOrEqualTo(padim.model().threshold());
  }

  private static Picture even(IntUnaryOperator level) {
    byte[] pixels = new byte[SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) level.applyAsInt(i);
    }
    return Picture.ofRaw(PixelFormat.GRAY8, SIDE, SIDE, 0, pixels);
  }
}
