package org.mekiki.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CameraAddressTest {
  private static final String TEXT = "rtsp://op:p%40ss@cam.hall:554/live/1?key=abc";

  @Test
  void keepsTheSecretsAndShowsNone() {
    CameraAddress address = LiveCamera.rtspAddress(TEXT);
    assertThat(address.full()).isEqualTo(TEXT);
    assertThat(address).hasToString("rtsp://cam.hall:554/live/1?****");
    assertThat(address.user()).contains("op");
    assertThat(address.password()).contains("p@ss");
    assertThat(address.withoutUser()).hasToString("rtsp://cam.hall:554/live/1?key=abc");
  }

  @Test
  void takesSecretsOutOfOthersMessages() {
    CameraAddress address = LiveCamera.rtspAddress(TEXT);
    assertThat(address.scrub(TEXT + ": Connection refused"))
        .isEqualTo("rtsp://cam.hall:554/live/1?****: Connection refused");
    assertThat(address.scrub("login op:p%40ss, password p@ss, path /live/1?key=abc"))
        .isEqualTo("login ****, password ****, path /live/1?****");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://op:s3cret@cam/",
        "file:///s3cret",
        "rtsp:s3cret",
        "s3cret",
        "rtsp://op:s3 cret@cam/"
      })
  void refusesOthersWithoutShowingThem(String text) {
    assertThatThrownBy(() -> LiveCamera.rtspAddress(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("legal is rtsp://HOST… or rtsps://HOST…")
        .hasMessageNotContaining("s3");
  }
}
