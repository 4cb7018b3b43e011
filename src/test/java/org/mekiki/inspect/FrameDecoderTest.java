package org.mekiki.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.PictureRules.OtherShape;
import org.mekiki.padim.feature.ImageShape;

class FrameDecoderTest {
  private static final ImageShape WANTED = new ImageShape(3, 8, 8);

  /** Samples of 16 with the value 1024: of 16 bits that is 4, of 12 bits 64. */
  private static final int SAMPLE = 1024;

  private static int level(FrameDecoder decoder, Frame frame, int otherwise) {
    return decoder.decode(frame, WANTED, otherwise).sample(0, 0, 0);
  }

  @Test
  void bitsAreThoseOfTheFrameElseOfTheCameraElseOfTheModel() throws IOException {
    byte[] png = png();
    FrameDecoder of12 = decoder(Map.of("cam", 12));
    FrameDecoder unset = decoder(Map.of());

    assertThat(level(unset, frame("cam", png, 0), 0)).as("all 16").isEqualTo(4);
    assertThat(level(unset, frame("cam", png, 0), 12)).as("the model's").isEqualTo(64);
    assertThat(level(of12, frame("cam", png, 0), 16)).as("the camera's").isEqualTo(64);
    assertThat(level(of12, frame("other", png, 0), 16)).as("another's").isEqualTo(4);
    assertThat(level(of12, frame("cam", png, 16), 12)).as("the frame's own").isEqualTo(4);
    assertThat(of12.bits(frame("cam", png, 0))).isEqualTo(12);
    assertThat(of12.bits(frame("cam", png, 16))).isEqualTo(16);
  }

  @Test
  void saysWhatIsWrongWithAFrame() throws IOException {
    byte[] png = png();
    byte[] cut = Arrays.copyOf(png, png.length / 2);
    FrameDecoder small =
        new FrameDecoder(new ImageDecoder(new ImageLimits(1_000_000, 10)), PictureRules.DEFAULT);

    assertRefused(decoder(Map.of()), new byte[0], Rejection.EMPTY_VALUE);
    assertRefused(decoder(Map.of()), "no picture".getBytes(UTF_8), Rejection.NOT_AN_IMAGE);
    assertRefused(decoder(Map.of()), cut, Rejection.TRUNCATED_IMAGE);
    assertRefused(small, png, Rejection.IMAGE_TOO_LARGE);
  }

  private static void assertRefused(FrameDecoder decoder, byte[] picture, Rejection why) {
    assertThatThrownBy(() -> decoder.decode(frame("cam", picture, 0), WANTED, 0))
        .isInstanceOfSatisfying(
            UnscorableException.class, e -> assertThat(e.rejection()).isEqualTo(why));
  }

  private static FrameDecoder decoder(Map<String, Integer> bits) {
    return new FrameDecoder(
        new ImageDecoder(ImageLimits.DEFAULT), new PictureRules(bits, OtherShape.DEAD_LETTER));
  }

  private static Frame frame(String camera, byte[] picture, int bits) {
    return new Frame(
        camera,
        "id",
        "part",
        Instant.EPOCH,
        OptionalLong.empty(),
        new Frame.Encoded(picture, bits),
        Map.of());
  }

  private static byte[] png() throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_USHORT_GRAY);
    for (int i = 0; i < 64; i++) {
      image.getRaster().setSample(i % 8, i / 8, 0, SAMPLE);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }
}
