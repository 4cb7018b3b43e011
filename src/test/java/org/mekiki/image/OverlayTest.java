package org.mekiki.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.mekiki.image.file.ImageFormat;
import org.mekiki.image.file.ImageHeader;

class OverlayTest {
  @Test
  void usesOpenCvsJetColours() {
    byte[] levels = new byte[256];
    for (int i = 0; i < 256; i++) {
      levels[i] = (byte) i;
    }
    OpenCv.load();
    byte[] bgr;
    try (PointerScope scope = new PointerScope()) {
      Mat colours = new Mat();
      Mat grey = OpenCv.toMat(Picture.ofRaw(PixelFormat.GRAY8, 256, 1, 0, levels));
      opencv_imgproc.applyColorMap(grey, colours, opencv_imgproc.COLORMAP_JET);
      bgr = OpenCv.toBytes(colours);
    }
    for (int i = 0; i < 256; i++) {
      int colour = Overlay.colour(i / 255.0);
      for (int c = 0; c < 3; c++) {
        assertThat(Math.abs((colour >> (8 * c) & 0xff) - (bgr[3 * i + c] & 0xff)))
            .as("level %d", i)
            .isLessThanOrEqualTo(4);
      }
    }
  }

  @Test
  void mixesHeatAndPictureByOpacity() {
    Picture grey = Picture.ofRaw(PixelFormat.GRAY8, 2, 1, 0, new byte[] {100, 100});
    Picture mixed = Overlay.blend(grey, new float[] {0, 1}, 2, 1, 0.4);
    assertThat(mixed.channels()).isEqualTo(3);
    // JET ends at dark blue (0, 0, 128) and dark red (128, 0, 0).
    assertThat(mixed.toBytes()).containsExactly(60, 60, 111, 111, 60, 60);
    assertThat(Overlay.blend(grey, new float[] {0, 1}, 2, 1, 0).toBytes()).containsOnly((byte) 100);
  }

  @Test
  void scalesTheMapToThePictureAndClampsIt() {
    Picture picture = Samples.colour(64, 48);
    Picture blended = Overlay.blend(picture, new float[] {-3, 7, 0, 1}, 2, 2, 1);
    assertThat(blended.width()).isEqualTo(64);
    assertThat(blended.height()).isEqualTo(48);
    assertThat(blended.sample(0, 0, 2)).isEqualTo(128);
    assertThat(blended.sample(63, 0, 0)).isEqualTo(128);
    byte[] jpeg = Overlay.jpeg(picture, new float[] {0, 1, 0, 1}, 2, 2, Overlay.DEFAULT_OPACITY);
    assertThat(ImageHeader.read(jpeg)).isEqualTo(new ImageHeader(ImageFormat.JPEG, 64, 48, 3));
  }

  @Test
  void refusesNanAndImpossibleOpacity() {
    Picture picture = Samples.colour(4, 4);
    assertThatThrownBy(() -> Overlay.blend(picture, new float[] {Float.NaN}, 1, 1, 0.4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("overlay value at index 0 is NaN");
    assertThatThrownBy(() -> Overlay.blend(picture, new float[1], 1, 1, Double.NaN))
        .hasMessage("overlay opacity NaN is not in 0…1");
    assertThatThrownBy(() -> ImageWriter.jpeg(picture, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("JPEG quality 0 is not in 1…100");
  }
}
