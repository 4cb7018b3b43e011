package org.mekiki.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.mekiki.image.file.ImageException;
import org.mekiki.image.file.ImageException.Reason;

class PictureTest {
  @Test
  void takesRawRowsWithAndWithoutGaps() {
    byte[] padded = {1, 2, 99, 99, 3, 4, 99, 99};
    assertThat(Picture.ofRaw(PixelFormat.GRAY8, 2, 2, 4, padded).toBytes())
        .containsExactly(1, 2, 3, 4);
    assertThat(Picture.ofRaw(PixelFormat.GRAY8, 2, 2, 4, new byte[] {1, 2, 99, 99, 3, 4}).toBytes())
        .containsExactly(1, 2, 3, 4);
    assertThat(Picture.ofRaw(PixelFormat.GRAY8, 2, 2, 0, new byte[] {1, 2, 3, 4}).toBytes())
        .containsExactly(1, 2, 3, 4);
  }

  @Test
  void turnsBgrIntoRgb() {
    byte[] bgr = {3, 2, 1, 6, 5, 4};
    Picture picture = Picture.ofRaw(PixelFormat.BGR8, 2, 1, 0, bgr);
    assertThat(picture.toBytes()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(bgr).as("the caller's bytes").containsExactly(3, 2, 1, 6, 5, 4);
  }

  @Test
  void doesNotChangeWithTheCallersBytes() {
    byte[] data = {1, 2, 3};
    Picture picture = Picture.ofRaw(PixelFormat.RGB8, 1, 1, 0, data);
    data[0] = 9;
    picture.toBytes()[1] = 9;
    assertThat(picture.toBytes()).containsExactly(1, 2, 3);
  }

  @Test
  void refusesRawPixelsThatContradictTheirSize() {
    assertRefused(2, 2, 0, 0, Reason.EMPTY, "the frame holds no pixels (0 bytes)");
    assertRefused(
        4,
        2,
        0,
        7,
        Reason.TRUNCATED,
        "raw GRAY8 frame of 4x2 pixels with stride 4 needs 8 bytes but has 7");
    assertRefused(
        4,
        2,
        0,
        9,
        Reason.UNREADABLE,
        "raw GRAY8 frame of 4x2 pixels with stride 4 has 9 bytes, more than its 8;"
            + " check width, height, stride and format");
    assertRefused(
        4,
        2,
        3,
        8,
        Reason.UNREADABLE,
        "raw GRAY8 frame has stride 3, but a row of 4 pixels takes 4 bytes");
    assertRefused(
        0,
        2,
        0,
        8,
        Reason.UNREADABLE,
        "raw GRAY8 frame of 0x2 pixels: width and height must be at least 1");
    assertRefused(
        Integer.MAX_VALUE,
        Integer.MAX_VALUE,
        0,
        8,
        Reason.TRUNCATED,
        "needs 4611686014132420609 bytes but has 8");
  }

  private static void assertRefused(
      int width, int height, int stride, int bytes, Reason reason, String message) {
    assertThatThrownBy(
            () -> Picture.ofRaw(PixelFormat.GRAY8, width, height, stride, new byte[bytes]))
        .isInstanceOfSatisfying(ImageException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }
}
