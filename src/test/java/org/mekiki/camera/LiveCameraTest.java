package org.mekiki.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.Patience;

class LiveCameraTest {
  /** The server draws its first picture when it is asked for, on a machine that may be busy. */
  private static final Duration PATIENCE = Patience.PATIENCE;

  private final List<String> told = new CopyOnWriteArrayList<>();

  @Test
  void aStreamsPicturesComeInOrderNoneLeftOut() throws Exception {
    try (HttpCameras server = new HttpCameras();
        LiveCamera camera = stream(server, HttpCameras.PASSWORD, false)) {
      server.pictures.release(30);
      Instant before = Instant.now();
      for (int n = 0; n < 30; n++) {
        CapturedFrame frame = camera.next().orElseThrow();
        assertThat(frame.encoded()).isEqualTo(JpegStreamTest.picture(n % 10));
        assertThat(frame.sequence()).isEqualTo(n);
        assertThat(frame.camera()).isEqualTo("cam");
        assertThat(frame.capturedAt()).isBetween(before, Instant.now());
      }
      assertThat(camera.skipped()).isZero();
      assertThat(told).containsExactly("camera cam: frames are coming");
    }
  }

  @Test
  void connectsAgainWhenTheStreamEndsAndGoesOn() throws Exception {
    try (HttpCameras server = new HttpCameras();
        LiveCamera camera = stream(server, HttpCameras.PASSWORD, false)) {
      server.perConnection = 3;
      server.pictures.release(10);
      for (int n = 0; n < 10; n++) {
        assertThat(camera.next().orElseThrow().sequence()).isEqualTo(n);
      }
      assertThat(server.requests.get()).isGreaterThanOrEqualTo(4);
      assertThat(told)
          .contains(
              "camera cam: the camera ended the stream; connecting again in 0.0 s",
              "camera cam: frames are coming");
    }
  }

  @Test
  void aCameraThatIsAwayIsTriedAfterLongerAndLongerPauses() throws Exception {
    String host;
    try (HttpCameras server = new HttpCameras()) {
      host = server.host();
    }
    try (LiveCamera camera =
        new LiveCamera(
            damaged ->
                new HttpCamera(LiveCamera.httpAddress("http://" + host + "/"), PATIENCE)
                    .mjpeg(damaged),
            new LiveCamera.Options("cam", false, told::add),
            Duration.ofMillis(100))) {
      await().untilAsserted(() -> assertThat(told.size()).isGreaterThanOrEqualTo(3));
      assertThat(camera.skipped()).isZero();
      assertThat(told.get(0)).contains("http://" + host).endsWith("connecting again in 0.1 s");
      assertThat(told.get(1)).endsWith("connecting again in 0.2 s");
      assertThat(told.get(2)).endsWith("connecting again in 0.4 s");
    }
  }

  @Test
  void anUnexpectedFailureEndsTheConnectionAndNotTheFeed() throws Exception {
    AtomicInteger opened = new AtomicInteger();
    Connection connection =
        new Connection() {
          @Override
          public Optional<byte[]> next() {
            return Optional.of(JpegStreamTest.picture(1));
          }

          @Override
          public void close() {}
        };
    try (LiveCamera camera =
        new LiveCamera(
            damaged -> {
              if (opened.incrementAndGet() == 1) {
                throw new IllegalArgumentException("host of http://op:s3cret@cam is null");
              }
              return connection;
            },
            new LiveCamera.Options("cam", false, told::add),
            Duration.ofMillis(1))) {
      await().untilAsserted(() -> assertThat(told).isNotEmpty());
      assertThat(told.get(0))
          .startsWith(
              "camera cam: the connection failed with an unexpected"
                  + " java.lang.IllegalArgumentException; connecting again");
      assertThat(camera.next()).isPresent();
    }
  }

  @Test
  void aWrongPasswordIsSaidAndNeverShown() throws Exception {
    try (HttpCameras server = new HttpCameras();
        LiveCamera camera = stream(server, "wr0ng", false)) {
      await().untilAsserted(() -> assertThat(told).isNotEmpty());
      assertThat(told.get(0))
          .startsWith("camera cam: http://" + server.host() + "/stream?****")
          .doesNotContain("wr0ng", "t0ken", "op:");
      assertThat(camera.skipped()).isZero();
    }
  }

  @Test
  void whoIsTooSlowAndAllowsItGetsTheNewestFrame() throws Exception {
    try (HttpCameras server = new HttpCameras();
        LiveCamera camera = stream(server, HttpCameras.PASSWORD, true)) {
      server.pictures.release(20);
      await().untilAsserted(() -> assertThat(camera.skipped()).isEqualTo(19));
      assertThat(camera.next().orElseThrow().sequence()).isEqualTo(19);
    }
  }

  @Test
  void whoIsTooSlowOtherwiseHoldsUpTheCamera() throws Exception {
    try (HttpCameras server = new HttpCameras();
        LiveCamera camera = stream(server, HttpCameras.PASSWORD, false)) {
      server.pictures.release(1000);
      camera.next();
      int sent = server.sent.get();
      for (int n = 1; n < 200; n++) {
        assertThat(camera.next().orElseThrow().sequence()).isEqualTo(n);
      }
      assertThat(sent).as("what fits in buffers, not everything").isLessThan(1000);
    }
  }

  @Test
  void snapshotsComeAtTheirIntervalAndAFailedOneIsTriedAgain() throws Exception {
    long start = System.nanoTime();
    try (HttpCameras server = new HttpCameras();
        LiveCamera camera =
            new LiveCamera(
                damaged ->
                    new HttpCamera(
                            LiveCamera.httpAddress("http://" + server.host() + "/shot"), PATIENCE)
                        .snapshots(Duration.ofMillis(50)),
                new LiveCamera.Options("cam", false, told::add),
                Duration.ofMillis(1))) {
      for (int n = 0; n < 5; n++) {
        assertThat(camera.next().orElseThrow().encoded()).isEqualTo(JpegStreamTest.picture(n));
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(195));
      server.shotStatus = 404;
      await()
          .untilAsserted(
              () -> assertThat(told).anyMatch(t -> t.contains("answers 404; is the path right?")));
      server.shotStatus = 200;
      assertThat(camera.next()).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"MD5", "SHA-256"})
  void logsInByDigest(String algorithm) throws Exception {
    try (HttpCameras server = new HttpCameras();
        Connection shots = shots(server, "/digest/" + algorithm)) {
      assertThat(shots.next()).contains(JpegStreamTest.picture(0));
    }
  }

  @Test
  void followsARedirectToTheSameHostOnly() throws Exception {
    try (HttpCameras server = new HttpCameras()) {
      try (Connection shots = shots(server, "/moved?/shot")) {
        assertThat(shots.next()).contains(JpegStreamTest.picture(0));
      }
      try (Connection shots = shots(server, "/moved?https://op:t0ken@other.hall/a?k=t0ken")) {
        assertThatThrownBy(shots::next)
            .hasMessageContaining("answers 302 and sends to https://other.hall/a, which is not")
            .hasMessageNotContaining("t0ken");
      }
      try (Connection shots = shots(server, "/moved?self")) {
        assertThatThrownBy(shots::next).hasMessageContaining("more than 5 times");
      }
    }
  }

  private static Connection shots(HttpCameras server, String path) {
    CameraAddress address =
        LiveCamera.httpAddress(
            "http://"
                + HttpCameras.USER
                + ":"
                + HttpCameras.ASCII_PASSWORD
                + "@"
                + server.host()
                + path);
    return new HttpCamera(address, PATIENCE).snapshots(Duration.ofMillis(1));
  }

  @Test
  void picturesThatAreNotWholeAreLeftOutAndCounted() throws Exception {
    try (HttpCameras server = new HttpCameras();
        LiveCamera camera = stream(server, HttpCameras.PASSWORD, false)) {
      server.withoutEnd = 3;
      server.pictures.release(40);
      for (int n = 0; n < 26; n++) {
        assertThat(camera.next().orElseThrow().sequence()).isEqualTo(n);
      }
      assertThat(server.requests).hasValue(1);
      assertThat(told)
          .contains(
              "camera cam: left out 1 picture that was not whole; the camera or its network cuts"
                  + " them off",
              "camera cam: left out 10 pictures that were not whole; the camera or its network cuts"
                  + " them off");
    }
  }

  @Test
  void aReaderThatIsInterruptedEnds() throws Exception {
    try (HttpCameras server = new HttpCameras();
        LiveCamera camera = stream(server, HttpCameras.PASSWORD, false)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(camera::next).isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private LiveCamera stream(HttpCameras server, String password, boolean skip) {
    String encoded = java.net.URLEncoder.encode(password, java.nio.charset.StandardCharsets.UTF_8);
    CameraAddress address =
        LiveCamera.httpAddress(
            "http://" + HttpCameras.USER + ":" + encoded + "@" + server.host() + "/stream?t=t0ken");
    HttpCamera http = new HttpCamera(address, PATIENCE);
    return new LiveCamera(
        http::mjpeg, new LiveCamera.Options("cam", skip, told::add), Duration.ofMillis(1));
  }
}
