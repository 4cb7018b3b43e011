package org.mekiki.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mekiki.Patience;
import org.mekiki.broker.FreePorts;
import org.mekiki.image.file.ImageHeader;

/** Needs {@code ffmpeg}; without it the tests say so and are skipped. */
class FfmpegCameraTest {
  @BeforeAll
  static void needsFfmpeg() throws InterruptedException {
    assumeTrue(installed(), "ffmpeg is not installed (Debian: apt-get install ffmpeg)");
  }

  private static boolean installed() throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder("ffmpeg", "-version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS)
          && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void namesTheOldestVersionThatWorks() throws Exception {
    assertThat(Ffmpeg.problem("ffmpeg version 4.4.2-0ubuntu0.22.04.1 Copyright (c) 2000-2021"))
        .contains("RTSP needs ffmpeg 5.1 or newer; the one in the PATH is 4.4");
    assertThat(Ffmpeg.problem("ffmpeg version 5.0 Copyright")).isPresent();
    assertThat(Ffmpeg.problem("ffmpeg version 5.1.9-0+deb12u1 Copyright")).isEmpty();
    assertThat(Ffmpeg.problem("ffmpeg version n7.0 Copyright")).isEmpty();
    assertThat(Ffmpeg.problem("ffmpeg version N-109468-gd39b34123d Copyright")).isEmpty();
    assertThat(Ffmpeg.problem()).isEmpty();
  }

  @Test
  void everyFrameOfAVideoComesOnceAsAJpeg() throws Exception {
    List<String> source = List.of("-f", "lavfi", "-i", "testsrc=size=320x240:rate=10:duration=3");
    List<byte[]> pictures = new ArrayList<>();
    try (FfmpegCamera camera = new FfmpegCamera(source, text -> text, damaged -> {})) {
      for (Optional<byte[]> next = camera.next(); next.isPresent(); next = camera.next()) {
        pictures.add(next.get());
      }
    }
    assertThat(pictures).hasSize(30);
    for (byte[] picture : pictures) {
      assertThat(ImageHeader.read(picture).width()).isEqualTo(320);
      assertThat(ImageHeader.read(picture).height()).isEqualTo(240);
    }
  }

  @Test
  void readsACameraOverRtsp() throws Exception {
    int port = new FreePorts(new Random()).next();
    String url = "rtsp://127.0.0.1:" + port + "/live";
    List<String> listen = List.of("-rtsp_flags", "listen", "-rtsp_transport", "tcp", "-i", url);
    List<String> told = new CopyOnWriteArrayList<>();
    Process sender = null;
    try (LiveCamera camera =
        new LiveCamera(
            damaged -> new FfmpegCamera(listen, text -> text, damaged),
            new LiveCamera.Options("cam", false, told::add),
            Duration.ofMillis(100))) {
      sender = sender(url);
      for (int n = 0; n < 10; n++) {
        CapturedFrame frame = camera.next().orElseThrow();
        assertThat(frame.sequence()).isEqualTo(n);
        assertThat(ImageHeader.read(frame.encoded()).width()).isEqualTo(320);
      }
    } finally {
      if (sender != null) {
        sender.destroyForcibly().waitFor();
      }
    }
  }

  /** A test picture, sent again and again until somebody listens. */
  private static Process sender(String url) throws IOException {
    String command =
        "until ffmpeg -nostdin -loglevel quiet -re -f lavfi -i testsrc=size=320x240:rate=10"
            + " -c:v mpeg4 -g 5 -f rtsp -rtsp_transport tcp "
            + url
            + "; do :; done";
    return new ProcessBuilder("sh", "-c", command).start();
  }

  @Test
  void saysWhyItEndedWithoutThePassword() {
    CameraAddress address = LiveCamera.rtspAddress("rtsp://op:s3cret@127.0.0.1:1/live?k=t0ken");
    assertThatThrownBy(
            () -> {
              try (FfmpegCamera camera = FfmpegCamera.rtsp(address, 2000, damaged -> {})) {
                camera.next();
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("ffmpeg ended with 1: ")
        .hasMessageContaining("Connection refused")
        .hasMessageNotContaining("s3cret")
        .hasMessageNotContaining("t0ken");
  }
}
