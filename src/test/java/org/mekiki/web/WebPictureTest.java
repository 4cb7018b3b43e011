package org.mekiki.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.Frame;

class WebPictureTest {
  private static final int SIZE = 16;

  @Test
  void twelveBitsInSamplesOfSixteenAreShownAsBrightAsTheyAre() throws IOException {
    for (String format : new String[] {"png", "tiff"}) {
      WebPicture shown = WebPicture.of(new Frame.Encoded(sixteenBits(format, 3000)));
      assertThat(shown.contentType()).isEqualTo("image/jpeg");
      assertThat(brightness(shown)).as(format).isBetween(185, 189);
    }
  }

  @Test
  void whatTheSenderSaysComesFirst() throws IOException {
    WebPicture shown = WebPicture.of(new Frame.Encoded(sixteenBits("png", 700), 12));
    assertThat(brightness(shown)).isBetween(42, 46);
  }

  @Test
  void aPngThatUsesAllOfItsBitsOrIsDamagedIsShownAsItIs() throws IOException {
    byte[] whole = sixteenBits("png", 40_000);
    assertThat(WebPicture.of(new Frame.Encoded(whole)).bytes()).isSameAs(whole);
    byte[] cut = Arrays.copyOf(whole, whole.length - 3);
    assertThat(WebPicture.of(new Frame.Encoded(cut)).bytes()).isSameAs(cut);
  }

  private static int brightness(WebPicture shown) {
    return new ImageDecoder(ImageLimits.DEFAULT).decode(shown.bytes()).sample(SIZE / 2, 3, 0);
  }

  private static byte[] sixteenBits(String format, int level) throws IOException {
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_USHORT_GRAY);
    for (int i = 0; i < SIZE * SIZE; i++) {
      image.getRaster().setSample(i % SIZE, i / SIZE, 0, level);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }
}
