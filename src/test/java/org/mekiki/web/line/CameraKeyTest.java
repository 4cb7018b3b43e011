package org.mekiki.web.line;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CameraKeyTest {
  @Test
  void aPlainIdIsItsOwnKey() {
    assertThat(CameraKey.of("cam-1.left_2")).isEqualTo("cam-1.left_2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"line/cam 1", "..", ".hidden", "目利き", "a%2Fb", "~x", "a?b#c", "\n"})
  void anyOtherIdIsOneSafeSegmentAndComesBack(String camera) {
    assertThat(CameraKey.of(camera)).matches("~[A-Za-z0-9_-]+");
    assertThat(CameraKey.camera(CameraKey.of(camera))).contains(camera);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "a/b", "", "~%%%", "a b"})
  void whatIsNoKeyNamesNoCamera(String key) {
    assertThat(CameraKey.camera(key)).isEmpty();
  }
}
