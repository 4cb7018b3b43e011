package org.mekiki.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.camera.simulated.SimulatedCamera;
import org.mekiki.camera.simulated.SimulationOptions;

class JpegStreamTest {
  private static final Map<Integer, byte[]> PICTURES = new ConcurrentHashMap<>();
  private static final byte[] FIRST = picture(1);
  private static final byte[] SECOND = picture(2);

  private final AtomicLong damaged = new AtomicLong();

  /** Ten different ones. */
  static byte[] picture(int index) {
    return PICTURES.computeIfAbsent(index, JpegStreamTest::draw);
  }

  private static byte[] draw(int index) {
    try (SimulatedCamera camera = new SimulatedCamera("any", 3, 100, SimulationOptions.DEFAULT)) {
      return camera.frame(index, Optional.empty()).encoded();
    }
  }

  @Test
  void picturesThatFollowEachOtherComeOutToTheByte() throws Exception {
    assertThat(read(join(FIRST, SECOND, FIRST))).containsExactly(FIRST, SECOND, FIRST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--b\r\nContent-Type: image/jpeg\r\n\r\n",
        "--b\nContent-Type: image/jpeg\nContent-Length: 77\n\n",
        "\u00ff"
      })
  void whateverLiesBetweenIsLeftOut(String between) throws Exception {
    byte[] noise = between.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(read(join(noise, FIRST, noise, SECOND, noise))).containsExactly(FIRST, SECOND);
  }

  @Test
  void aThumbnailInsideDoesNotEndThePicture() throws Exception {
    byte[] small = {(byte) 0xff, (byte) 0xd8, 1, 2, (byte) 0xff, (byte) 0xd9};
    byte[] header = {(byte) 0xff, (byte) 0xe1, 0, (byte) (2 + small.length)};
    byte[] withThumbnail =
        join(Arrays.copyOf(FIRST, 2), header, small, Arrays.copyOfRange(FIRST, 2, FIRST.length));
    assertThat(read(join(withThumbnail, SECOND))).containsExactly(withThumbnail, SECOND);
  }

  @Test
  void aPictureThatIsCutOffAtTheEndIsLeftOut() throws Exception {
    assertThat(read(join(FIRST, Arrays.copyOf(SECOND, SECOND.length - 1)))).containsExactly(FIRST);
    assertThat(read(new byte[0])).isEmpty();
  }

  @Test
  void aPictureLargerThanTheLimitIsRefused() {
    JpegStream stream =
        new JpegStream(new ByteArrayInputStream(FIRST), FIRST.length - 1, damaged -> {});
    assertThatThrownBy(stream::next)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("larger than " + (FIRST.length - 1));
    assertThat(FIRST.length).isGreaterThan(1000);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 20, 300, -2})
  void aPictureThatIsNotWholeCostsItselfOnly(int bytes) throws Exception {
    byte[] cut = Arrays.copyOf(SECOND, bytes > 0 ? bytes : SECOND.length + bytes);
    byte[] part = "\r\n--b\r\nContent-Type: image/jpeg\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    assertThat(read(join(part, FIRST, part, cut, part, FIRST, part, cut, part, SECOND)))
        .containsExactly(FIRST, FIRST, SECOND);
    assertThat(damaged).hasValue(2);
  }

  @Test
  void withoutPartsAStartMarkerEndsThePictureBefore() throws Exception {
    byte[] noEnd = Arrays.copyOf(SECOND, SECOND.length - 2);

    assertThat(read(join(noEnd, FIRST, noEnd, noEnd, FIRST))).containsExactly(FIRST, FIRST);
    assertThat(damaged).hasValue(3);
  }

  private List<byte[]> read(byte[] bytes) throws IOException {
    JpegStream stream = new JpegStream(new ByteArrayInputStream(bytes), 10_000_000, damaged::set);
    List<byte[]> pictures = new ArrayList<>();
    for (Optional<byte[]> next = stream.next(); next.isPresent(); next = stream.next()) {
      pictures.add(next.get());
    }
    return pictures;
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
