package org.mekiki.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.padim.feature.Preprocessing;

class NativeMemoryTest {
  @Test
  void nothingNativeOutlivesACall() {
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    ImagePreprocessor preprocessor = new ImagePreprocessor(Preprocessing.unit(64, 64));
    HeatmapCodec codec = new HeatmapCodec();
    byte[] jpeg = ImageWriter.jpeg(Samples.colour(200, 200), 85);
    long before = Pointer.totalBytes();
    for (int i = 0; i < 50; i++) {
      Picture picture = decoder.decode(jpeg);
      preprocessor.apply(picture);
      codec.decode(codec.encode(new float[64], 8, 8));
      Overlay.jpeg(picture, new float[64], 8, 8, 0.4);
    }
    assertThat(Pointer.totalBytes()).isEqualTo(before);
  }
}
