package org.mekiki.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.padim.map.AnomalyMap;
import org.mekiki.view.align.Pose;
import org.mekiki.view.align.picture.Box;

/** A model without a view: its scores are, byte for byte, those of before there were views. */
class WholeFrameTest {
  private static final int WIDTH = 150;
  private static final int HEIGHT = 100;

  private final ImagePreprocessor preprocessor = new ImagePreprocessor(Preprocessing.unit(64, 64));
  private final Viewer viewer = Viewer.whole(preprocessor);
  private final Picture picture = noise();

  private static Picture noise() {
    byte[] pixels = new byte[3 * WIDTH * HEIGHT];
    new Random(3).nextBytes(pixels);
    return Picture.ofRaw(PixelFormat.RGB8, WIDTH, HEIGHT, 0, pixels);
  }

  @Test
  void theNetworkGetsWhatThePreprocessorMakes() {
    ImageTensor seen = viewer.see(picture, (Pose.Found) viewer.locate(picture)).tensor();

    assertThat(seen.values()).containsExactly(preprocessor.apply(picture).values());
    assertThat(viewer.wanted()).isEqualTo(preprocessor.preprocessing().resized());
  }

  @Test
  void everyPatchCountsAndNothingIsAligned() {
    assertThat(viewer.isWhole()).isTrue();
    assertThat(viewer.aligns()).isFalse();
    assertThat(viewer.patches(new Grid(8, 8))).isEmpty();
    assertThat(viewer.areas()).isEmpty();
  }

  @Test
  void theMapStaysAsItIsAndItsBoxesAreThoseOfTheFrame() {
    Viewer.Seen seen = viewer.see(picture, (Pose.Found) viewer.locate(picture));
    AnomalyMap map = new AnomalyMap(64, 64, new float[64 * 64]);

    assertThat(seen.frameMap(map)).isSameAs(map);
    assertThat(seen.spot(new Box(16, 32, 8, 16)).box()).isEqualTo(new Box(37.5, 50, 18.75, 25));
    assertThat(seen.spot(new Box(16, 32, 8, 16)).region()).isEmpty();
  }

  @Test
  void aDraftThatSaysNothingIsNoView() {
    assertThat(ViewDraft.WHOLE.saysNothing()).isTrue();
  }
}
