package org.mekiki.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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

  @Test
  void aPasswordMayHoldSpecialCharactersAsTheyAreOrEscaped() {
    for (String written : List.of("p@ss#1:%", "p%40ss%231%3A%25", "p@ss%231:%25")) {
      CameraAddress address = LiveCamera.rtspAddress("rtsp://op:" + written + "@cam/live");
      assertThat(address.password()).contains("p@ss#1:%");
      assertThat(address).hasToString("rtsp://cam/live");
      assertThat(address.full()).isEqualTo("rtsp://op:p%40ss%231%3A%25@cam/live");
      assertThat(address.scrub("login op:" + written + ", sent op:p%40ss%231%3A%25@cam, p@ss#1:%"))
          .isEqualTo("login ****, sent ****@cam, ****");
    }
  }

  @Test
  void schemesMayBeInCapitalsAndHostsMayHaveUnderscores() throws Exception {
    CameraAddress address = LiveCamera.httpAddress("HTTP://op:x@cam_1.hall_2:8080/shot?a=1");
    assertThat(address).hasToString("http://cam_1.hall_2:8080/shot?****");
    assertThat(address.user()).contains("op");
    assertThat(address.withoutUser().toURL().getHost()).isEqualTo("cam_1.hall_2");
    assertThat(address.withoutUser().toURL().getPort()).isEqualTo(8080);
    assertThat(LiveCamera.httpAddress("http://[::1]:80/a")).hasToString("http://[::1]:80/a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://op:s3cret@cam/",
        "file:///s3cret",
        "rtsp:s3cret",
        "s3cret",
        "rtsp://op:s3 cret@cam/",
        "rtsp://op:s3/cret@cam/live",
        "rtsp://op:123/s3@cam/live",
        "rtsp://op:123?s3@cam/live",
        "rtsp://op:s3@a/b@cam/live",
        "rtsp://op:s3@cam:99999/"
      })
  void refusesOthersWithoutShowingThem(String text) {
    assertThatThrownBy(() -> LiveCamera.rtspAddress(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("valid: rtsp://HOST… or rtsps://HOST…")
        .hasMessageNotContaining("s3");
  }
}
