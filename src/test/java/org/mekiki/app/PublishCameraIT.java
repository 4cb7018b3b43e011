package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.Patience;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.terminal.ExitCodes;

/** {@code mekiki publish} from a watched folder and from a camera on the network. */
class PublishCameraIT {
  @TempDir Path folder;

  @Test
  void aWatchedFolderIsPublishedUntilItIsStoppedAndEmptiedAsItGoes() throws Exception {
    Path made = folder.resolve("made");
    TestLine.write(TestLine.goodCamera(1, 6), made);
    Path in = Files.createDirectories(folder.resolve("in/cam-1"));
    for (int n = 0; n < 3; n++) {
      Files.move(made.resolve("000" + n + ".jpg"), in.resolve("000" + n + ".jpg"));
    }
    try (TestLine line = new TestLine(folder.resolve("state"))) {
      FakeTerminal terminal = new FakeTerminal();
      String watched = in.getParent().toString();
      CompletableFuture<Integer> exit =
          CompletableFuture.supplyAsync(
              () -> terminal.run(line.arguments("publish", "--watch", watched)));
      Path published = in.getParent().resolve(".published/cam-1");
      await()
          .atMost(Patience.PATIENCE)
          .untilAsserted(() -> assertThat(published.resolve("0002.jpg")).exists());
      for (int n = 3; n < 6; n++) {
        Files.move(made.resolve("000" + n + ".jpg"), in.resolve("000" + n + ".jpg"));
      }
      await()
          .atMost(Patience.PATIENCE)
          .untilAsserted(() -> assertThat(published.resolve("0005.jpg")).exists());
      terminal.lifecycle().stop();
      assertThat(exit.get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as(terminal.err())
          .isZero();
      assertThat(terminal.out()).contains("6 frames published");
      assertThat(in).isEmptyDirectory();

      List<TopicFollower.Entry> frames = line.read(line.config.topics().frames().name(), 6);
      assertThat(frames).hasSize(6).allMatch(frame -> frame.key().equals("cam-1"));
      assertThat(frames.stream().map(frame -> frame.header("frame-id").replaceAll("@.*", "")))
          .containsExactly(
              "cam-1/0000.jpg",
              "cam-1/0001.jpg",
              "cam-1/0002.jpg",
              "cam-1/0003.jpg",
              "cam-1/0004.jpg",
              "cam-1/0005.jpg");
      assertThat(frames.get(0).value())
          .isEqualTo(Files.readAllBytes(published.resolve("0000.jpg")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"FOLDER", "--simulate 1 --frames 6"})
  void whatIsStoppedBeforeItsLastPictureFailsAndSaysHowManyWereSent(String source)
      throws Exception {
    Path made = folder.resolve("cam-1");
    TestLine.write(TestLine.goodCamera(1, 6), made);
    try (TestLine line = new TestLine(folder.resolve("state"))) {
      FakeTerminal terminal = new FakeTerminal();
      String[] words =
          ("publish --rate 0.01 " + source.replace("FOLDER", made.toString())).split(" ");
      CompletableFuture<Integer> exit =
          CompletableFuture.supplyAsync(() -> terminal.run(line.arguments(words)));
      await()
          .atMost(Patience.PATIENCE)
          .untilAsserted(() -> assertThat(terminal.err()).contains("publishing: 1 of 6"));
      terminal.lifecycle().stop();
      assertThat(exit.get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as(terminal.err())
          .isEqualTo(ExitCodes.FAILED);
      assertThat(terminal.err()).contains("stopped after 1 of 6 frames");
      assertThat(line.read(line.config.topics().frames().name(), 1)).hasSize(1);
    }
  }

  @Test
  void aCamerasSnapshotsArePublishedAndItsPasswordIsNotShown() throws Exception {
    byte[] picture = TestLine.goodCamera(1, 1).next().orElseThrow().encoded();
    HttpServer camera =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    camera.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, picture.length);
          exchange.getResponseBody().write(picture);
          exchange.close();
        });
    camera.start();
    String url = "http://op:s3cret@127.0.0.1:" + camera.getAddress().getPort() + "/shot?t=t0ken";
    Path json = folder.resolve("figures.json");
    try (TestLine line = new TestLine(folder.resolve("state"))) {
      Instant before = Instant.now();
      FakeTerminal terminal = new FakeTerminal(Map.of("CAMERA_URL", url));
      int exit =
          terminal.run(
              line.arguments(
                  "publish",
                  "--snapshot",
                  "env:CAMERA_URL",
                  "--every",
                  "20ms",
                  "--rate",
                  "20",
                  "--camera",
                  "cam-9",
                  "--frames",
                  "8",
                  "--json",
                  json.toString()));
      assertThat(exit).as(terminal.err()).isZero();
      assertThat(terminal.out() + terminal.err()).doesNotContain("s3cret", "t0ken");
      assertThat(Duration.between(before, Instant.now())).isGreaterThan(Duration.ofMillis(345));
      JsonNode figures = new ObjectMapper().readTree(json.toFile());
      assertThat(figures.get("published").asInt()).isEqualTo(8);
      assertThat(figures.get("skipped").asInt()).isZero();
      List<TopicFollower.Entry> frames = line.read(line.config.topics().frames().name(), 8);
      assertThat(frames).hasSize(8);
      assertThat(frames.get(0).key()).isEqualTo("cam-9");
      assertThat(frames.get(0).value()).isEqualTo(picture);
      assertThat(Instant.parse(frames.get(0).header("captured-at")))
          .isBetween(before, Instant.now());
    } finally {
      camera.stop(0);
    }
  }

  @Test
  void saysWhatDoesNotGoTogether() {
    assertThat(refusal("--rtsp", "http://x", "--camera", "a")).contains("--rtsp is not valid");
    assertThat(refusal("--rtsp", "rtsp://x")).contains("--camera ID is missing");
    assertThat(refusal("--watch", "nowhere")).contains("'nowhere' is not a folder");
    assertThat(refusal("--watch", folder.toString(), "--delete", "--move-to", "x"))
        .contains("exclude each other");
    assertThat(refusal("--watch", folder.toString(), "--skip")).contains("--skip belongs to");
    assertThat(refusal("--mjpeg", "http://x", "--camera", "a", "--every", "1s"))
        .contains("--every belongs to --snapshot");
    assertThat(refusal("--snapshot", "http://x", "--camera", "a", "--every", "often"))
        .contains("'often' is not a duration");
    assertThat(refusal("--mjpeg", "http://x", "--rtsp", "rtsp://x")).contains("name either");
  }

  private static String refusal(String... flags) {
    FakeTerminal terminal = new FakeTerminal();
    String[] all = new String[flags.length + 3];
    System.arraycopy(new String[] {"publish", "-b", "127.0.0.1:1"}, 0, all, 0, 3);
    System.arraycopy(flags, 0, all, 3, flags.length);
    assertThat(terminal.run(all)).as(terminal.err()).isEqualTo(ExitCodes.BAD_USAGE);
    return terminal.err();
  }
}
