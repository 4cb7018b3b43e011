package org.mekiki.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.InFlight;
import org.mekiki.padim.Padim;
import org.mekiki.padim.threshold.Thresholds;

class ComparisonTest {
  private static final int GOOD = 20;

  @TempDir Path root;

  /** All that is held out is flatter than the taught: the threshold is the score of each. */
  @Test
  void ranksByTheMapWhateverThePicturesAreLikeAsAWhole() throws IOException {
    Padim padim = TinyDataSet.padim().threshold(Thresholds.manual(1e6)).build();

    double auroc = comparison().auroc(padim, TinyDataSet.viewer(), EvaluationProgress.NOOP).value();

    assertThat(auroc).isGreaterThan(0.9);
  }

  private Comparison comparison() throws IOException {
    TinyDataSet set = new TinyDataSet(root);
    List<Path> good = new ArrayList<>();
    for (int i = 0; i < GOOD; i++) {
      String name = i + ".png";
      set.file(name, ImageWriter.png(draw(i, i % 5 == 4 ? 2 : 30)));
      good.add(root.resolve(name));
    }
    return new Comparison(good, TinyDataSet.viewer(), ImageLimits.DEFAULT, 5, 2, InFlight.NOOP);
  }

  private static Picture draw(int seed, int range) {
    Random random = new Random(seed);
    byte[] pixels = new byte[40 * 40];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (115 - range / 2 + random.nextInt(range));
    }
    return Picture.ofRaw(PixelFormat.GRAY8, 40, 40, 0, pixels);
  }
}
