package org.mekiki.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.LoggedLines;
import org.mekiki.config.WebSettings;
import org.mekiki.image.PixelFormat;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Rejection;
import org.mekiki.web.http.WebException;
import org.mekiki.web.line.LineView;
import org.mekiki.web.topics.ModelsView;
import org.mekiki.web.topics.TrainingView;
import org.mekiki.web.topics.ViewsView;

/** The server over real HTTP. */
class WebServerTest {
  private static final Pattern NAMED = Pattern.compile("(?:src|href)=\"([^\"#]+)\"");
  private static final Pattern IMPORTED = Pattern.compile("from '\\./([^']+)'");
  private final LineView line = new LineView();
  private final ModelsView models = new ModelsView();
  private final WebServer server =
      WebServer.start(new WebSettings(true, "127.0.0.1", 0), Sources.of(line, models), 1);
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    server.close();
  }

  private HttpResponse<byte[]> get(String path) throws Exception {
    return client.send(request(path).build(), BodyHandlers.ofByteArray());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url()).resolve(path));
  }

  private JsonNode json(String path) throws Exception {
    HttpResponse<byte[]> response = get(path);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).isEqualTo("application/json;charset=utf-8");
    return new ObjectMapper().readTree(response.body());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse(null);
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @Test
  void servesThePageAndEverythingThatItNames() throws Exception {
    String page = text(get("/"));
    assertThat(page).contains("<title>Mekiki</title>");
    Matcher named = NAMED.matcher(page);
    int assets = 0;
    while (named.find()) {
      assertThat(named.group(1))
          .as("under a prefix, only relative addresses")
          .doesNotStartWith("/");
      assertThat(get("/" + named.group(1)).statusCode()).as(named.group(1)).isEqualTo(200);
      assets++;
    }
    assertThat(assets).isGreaterThan(3);
  }

  @Test
  void everyModuleThatTheScriptsImportIsServed() throws Exception {
    Set<String> known = new HashSet<>(Set.of("main.js"));
    Deque<String> unread = new ArrayDeque<>(known);
    while (!unread.isEmpty()) {
      String name = unread.remove();
      HttpResponse<byte[]> module = get("/assets/" + name);
      assertThat(module.statusCode()).as(name).isEqualTo(200);
      assertThat(header(module, "Content-Type")).as(name).startsWith("text/javascript");
      Matcher imported = IMPORTED.matcher(text(module));
      while (imported.find()) {
        if (known.add(imported.group(1))) {
          unread.add(imported.group(1));
        }
      }
    }
    assertThat(known).contains("setup.js", "areas.js", "chart.js");
  }

  @Test
  void aBrowserThatHasAnAssetIsNotSentItAgain() throws Exception {
    String etag = header(get("/assets/mekiki.css"), "ETag");
    HttpResponse<byte[]> again =
        client.send(
            request("/assets/mekiki.css").header("If-None-Match", etag).build(),
            BodyHandlers.ofByteArray());
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void nothingIsLoadedFromElsewhereAndNobodyFramesThePage() throws Exception {
    for (String path : new String[] {"/", "/api/summary", "/nothing-here", "/metrics"}) {
      HttpResponse<byte[]> response = get(path);
      assertThat(header(response, "Content-Security-Policy"))
          .as(path)
          .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe", "http", "*");
      assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(header(response, "Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
      assertThat(header(response, "Server")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
  void canOnlyBeRead(String method) throws Exception {
    HttpResponse<byte[]> response =
        client.send(
            request("/api/cameras").method(method, HttpRequest.BodyPublishers.noBody()).build(),
            BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(header(response, "Allow")).isEqualTo("GET, HEAD");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/../application.properties",
        "/assets/..%2f..%2fetc/passwd",
        "/assets/%2e%2e/log4j2.xml",
        "/assets//etc/passwd",
        "/../../etc/passwd",
        "/assets/log4j2.xml",
        "/assets/index.html%00.css",
        "/assets/",
        "/web/index.html"
      })
  void noPathLeadsOutOfTheAssets(String path) throws Exception {
    String answer =
        raw("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d .*");
    assertThat(answer).doesNotContain("root:", "<Configuration");
  }

  @Test
  void aForeignHostNameIsTurnedAway() throws Exception {
    String rebound =
        raw("GET /api/cameras HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assertThat(rebound).startsWith("HTTP/1.1 403").contains("answers to no other name");
    String local =
        raw("GET /api/cameras HTTP/1.1\r\nHost: LocalHost:99\r\nConnection: close\r\n\r\n");
    assertThat(local).startsWith("HTTP/1.1 200");
  }

  @Test
  void anOverlongRequestIsTurnedAway() throws Exception {
    String answer =
        raw(
            "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "
                + "x".repeat(20_000)
                + "\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 431");
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void tellsOfCameras() throws Exception {
    line.scored(Shots.frame("line 1/cam"), Shots.good());
    line.scored(Shots.frame("cam-1"), Shots.bad());
    line.rejected("cam-1", Rejection.TRUNCATED_IMAGE);

    JsonNode cameras = json("/api/cameras").get("cameras");
    assertThat(cameras).hasSize(2);
    assertThat(cameras.at("/0/camera").asText()).isEqualTo("cam-1");
    assertThat(cameras.at("/0/rejected/byReason/truncated-image").asLong()).isEqualTo(1);

    JsonNode latest = json("/api/cameras/cam-1").get("latest");
    assertThat(latest.get("score").asDouble()).isEqualTo(20);
    assertThat(latest.get("threshold").asDouble()).isEqualTo(10);
    assertThat(latest.get("modelVersion").asLong()).isEqualTo(3);
    assertThat(latest.at("/regions/0/width").asInt()).isEqualTo(4);
    assertThat(latest.at("/stages/heatmapMillis").asDouble()).isEqualTo(5.001);
    assertThat(latest.at("/stages/totalMillis").asDouble()).isEqualTo(33.001);

    String key = cameras.at("/1/key").asText();
    assertThat(json("/api/cameras/" + key).get("camera").asText()).isEqualTo("line 1/cam");
    assertThat(get("/api/cameras/" + key + "/frame").statusCode()).isEqualTo(200);
  }

  @Test
  void tellsOfTheLineAndOfItself() throws Exception {
    line.scored(Shots.frame("cam-1"), Shots.bad());
    JsonNode summary = json("/api/summary");
    assertThat(summary.get("scored").asLong()).isEqualTo(1);
    assertThat(summary.get("latencyP99Millis").isNumber()).isTrue();
    assertThat(json("/api/about").get("sendCommand").asText()).startsWith("kcat -P");
    assertThat(json("/api/models").get("served")).isEmpty();
  }

  @Test
  void givesAFrameAsItCame() throws Exception {
    line.scored(Shots.frame("cam-1"), Shots.good());
    HttpResponse<byte[]> response = get("/api/cameras/cam-1/frame");
    assertThat(response.body()).isEqualTo(Shots.jpeg());
    assertThat(header(response, "Content-Type")).isEqualTo("image/jpeg");
    assertThat(header(response, "Mekiki-Sequence")).isEqualTo("1");
  }

  @Test
  void givesRawPixelsAsAJpeg() throws Exception {
    byte[] red = {(byte) 200, 0, 0, (byte) 200, 0, 0};
    line.scored(Shots.frame("cam-1", new Frame.Raw(PixelFormat.RGB8, 2, 1, 0, red)), Shots.good());
    HttpResponse<byte[]> response = get("/api/cameras/cam-1/frame");
    assertThat(header(response, "Content-Type")).isEqualTo("image/jpeg");
    BufferedImage image = image(response);
    assertThat(image.getWidth()).isEqualTo(2);
    assertThat(image.getRGB(0, 0) >> 16 & 0xff).isGreaterThan(180);
    assertThat(image.getRGB(0, 0) & 0xff).isLessThan(30);
  }

  @Test
  void aFrameIsNeverServedAsAnythingButAPicture() throws Exception {
    byte[] html = "<script>alert(1)</script>".getBytes(StandardCharsets.UTF_8);
    line.scored(Shots.frame("cam-1", new Frame.Encoded(html)), Shots.good());
    HttpResponse<byte[]> response = get("/api/cameras/cam-1/frame");
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(header(response, "Content-Type")).startsWith("application/json");
  }

  @Test
  void givesTheHeatmapOfTheFrameThatWasShown() throws Exception {
    line.scored(Shots.frame("cam-1"), Shots.good());
    String shown = header(get("/api/cameras/cam-1/frame"), "Mekiki-Sequence");
    line.scored(Shots.frame("cam-1"), Shots.bad());

    HttpResponse<byte[]> same = get("/api/cameras/cam-1/heatmap.png?sequence=" + shown);
    assertThat(header(same, "Mekiki-Sequence")).isEqualTo(shown);
    assertThat(image(same).getWidth()).isEqualTo(2);
    HttpResponse<byte[]> latest = get("/api/cameras/cam-1/heatmap.png");
    assertThat(header(latest, "Mekiki-Sequence")).isEqualTo("2");
  }

  @Test
  void aFrameOfAnotherCameraIsNotGivenByItsSequence() throws Exception {
    line.scored(Shots.frame("cam-1"), Shots.good());
    line.scored(Shots.frame("cam-2"), Shots.good());
    get("/api/cameras/cam-2/frame");
    HttpResponse<byte[]> response = get("/api/cameras/cam-1/heatmap.png?sequence=2");
    assertThat(header(response, "Mekiki-Sequence")).isEqualTo("1");
  }

  @Test
  void tellsOfAnomaliesAndKeepsTheirPictures() throws Exception {
    line.scored(Shots.frame("cam-1"), Shots.bad());
    line.scored(Shots.frame("cam-1"), Shots.good());

    JsonNode anomalies = json("/api/anomalies").get("anomalies");
    assertThat(anomalies).hasSize(1);
    assertThat(anomalies.at("/0/camera").asText()).isEqualTo("cam-1");
    assertThat(anomalies.at("/0/hasPicture").asBoolean()).isTrue();
    String address = anomalies.at("/0/address").asText();
    assertThat(address).isEqualTo("cam-1/frames-0-7@" + Shots.NOW.minusMillis(40).toEpochMilli());
    assertThat(json("/api/anomalies/cam-1/frames-0-7").get("score").asDouble()).isEqualTo(20);
    assertThat(get("/api/anomalies/cam-1/frames-0-7/frame").body()).isEqualTo(Shots.jpeg());
    assertThat(image(get("/api/anomalies/" + address + "/heatmap.png")).getHeight()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/cameras/none",
        "/api/cameras/none/frame",
        "/api/cameras/none/heatmap.png?sequence=x",
        "/api/anomalies/7",
        "/api/anomalies/cam-1/x",
        "/api/anomalies/cam-1/x@1",
        "/api/anomalies/cam-1/x@1/frame",
        "/api/nothing"
      })
  void whatIsNotThereIsNotFound(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void showsHealthAndMetrics() throws Exception {
    assertThat(json("/health/live").get("status").asText()).isEqualTo("up");
    assertThat(json("/health/ready").get("detail").asText()).isEqualTo("scoring");
    HttpResponse<byte[]> metrics = get("/metrics");
    assertThat(text(metrics)).isEqualTo("# HELP mekiki_frames_total Frames\n");
    assertThat(header(metrics, "Content-Type")).startsWith("text/plain; version=0.0.4");
  }

  @Test
  void aCheckThatFailsOrThrowsIsDown() throws Exception {
    WebSources ill =
        new WebSources(
            line,
            models,
            Sources.alarms(),
            new TrainingView(),
            OptionalLong::empty,
            Changes.refused("This is a test."),
            new ViewsView(),
            ViewSetup.refused("This is a test."),
            () -> Health.down("the topology is in ERROR"),
            () -> {
              throw new IllegalStateException("no answer");
            },
            () -> "",
            new About("score", ""));
    try (WebServer other = WebServer.start(new WebSettings(true, "localhost", 0), ill)) {
      HttpResponse<String> live = read(other, "health/live");
      assertThat(live.statusCode()).isEqualTo(503);
      assertThat(live.body()).contains("\"down\"", "the topology is in ERROR");
      HttpResponse<String> ready = read(other, "health/ready");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("no answer");
    }
  }

  @Test
  void anErrorIsAnsweredInJsonAndIsInTheLog() throws Exception {
    WebSources broken =
        new WebSources(
            line,
            models,
            Sources.alarms(),
            new TrainingView(),
            OptionalLong::empty,
            Changes.refused("This is a test."),
            new ViewsView(),
            ViewSetup.refused("This is a test."),
            () -> Health.up("scoring"),
            () -> Health.up("scoring"),
            () -> {
              throw new NoClassDefFoundError("planted");
            },
            new About("score", ""));
    try (WebServer other = WebServer.start(new WebSettings(true, "localhost", 0), broken);
        LoggedLines log = new LoggedLines(WebServer.class)) {
      HttpResponse<String> answer = read(other, "metrics");
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(header(answer, "Content-Type")).isEqualTo("application/json;charset=utf-8");
      assertThat(new ObjectMapper().readTree(answer.body()).get("error").asText())
          .isEqualTo("Something went wrong here; the log says what.");
      assertThat(log.lines()).containsExactly("an answer failed: planted");
      assertThat(read(other, "health/live").statusCode()).as("it goes on").isEqualTo(200);
    }
  }

  private HttpResponse<String> read(WebServer other, String path) throws Exception {
    URI address = URI.create(other.url()).resolve(path);
    return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
  }

  @Test
  void aPortInUseIsSaidInASentence() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      WebSettings settings = new WebSettings(true, "127.0.0.1", taken.getLocalPort());
      assertThatThrownBy(() -> WebServer.start(settings, Sources.of(line, models)))
          .isInstanceOf(WebException.class)
          .hasMessage(
              "The page can't listen on 127.0.0.1:%d: the port is in use. Stop what listens there,"
                  + " or choose another port (0: any free one).",
              taken.getLocalPort());
    }
  }

  /** So that the command tells that it was stopped, and not what failed by that. */
  @Test
  void anInterruptWhileItStartsIsKeptForTheCommand() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(
              () ->
                  WebServer.start(new WebSettings(true, "127.0.0.1", 0), Sources.of(line, models)))
          .isInstanceOf(WebException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aPortInUseThatNobodyAskedForMakesRoomForTheNextFreeOne() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      WebSettings settings =
          new WebSettings(true, "127.0.0.1", port, false, WebSettings.Access.OPEN);

      assertThat(WebServer.problems(settings)).isEmpty();
      try (WebServer other = WebServer.start(settings, Sources.of(line, models))) {
        assertThat(other.port()).isBetween(port + 1, port + 100);
        assertThat(read(other, "health/live").statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void anAddressThatIsNotOursIsSaidInASentence() {
    WebSettings settings =
        new WebSettings(
            true,
            "192.0.2.1",
            0,
            new WebSettings.Access(Optional.empty(), Optional.empty(), Optional.empty(), true));
    assertThatThrownBy(() -> WebServer.start(settings, Sources.of(line, models)))
        .isInstanceOf(WebException.class)
        .hasMessageStartingWith("The page can't listen on 192.0.2.1:0: ");
  }

  @Test
  void eventsComeLiveAndOnlyAsManyViewersAsThereArePlaces() throws Exception {
    HttpResponse<InputStream> events =
        client.send(request("/events").build(), BodyHandlers.ofInputStream());
    assertThat(header(events, "Content-Type")).startsWith("text/event-stream");
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8));
    assertThat(nextData(reader).get("full").asBoolean()).isTrue();
    assertThat(server.viewers()).isEqualTo(1);

    HttpResponse<byte[]> second = get("/events");
    assertThat(second.statusCode()).isEqualTo(503);
    assertThat(header(second, "Retry-After")).isEqualTo("5");

    line.scored(Shots.frame("cam-1"), Shots.bad());
    JsonNode change = nextData(reader);
    assertThat(change.at("/cameras/0/camera").asText()).isEqualTo("cam-1");
    assertThat(change.at("/anomalies/0/sequence").asLong()).isEqualTo(1);

    events.body().close();
    Awaitility.await().untilAsserted(() -> assertThat(server.viewers()).isEqualTo(0));
  }

  private static JsonNode nextData(BufferedReader reader) throws IOException {
    String read = reader.readLine();
    while (!read.startsWith("data: ")) {
      read = reader.readLine();
    }
    return new ObjectMapper().readTree(read.substring("data: ".length()));
  }

  @Test
  void closingEndsTheStreamOfEvents() throws Exception {
    HttpResponse<InputStream> events =
        client.send(request("/events").build(), BodyHandlers.ofInputStream());
    server.close();
    byte[] all = readUntilClosed(events.body());
    assertThat(new String(all, StandardCharsets.UTF_8)).startsWith("event: line");
  }

  /** A server that goes may end the stream or cut it. */
  private static byte[] readUntilClosed(InputStream in) {
    byte[] read = new byte[1 << 20];
    int count = 0;
    try {
      for (int n = in.read(read); n >= 0; n = in.read(read, count, read.length - count)) {
        count += n;
      }
    } catch (IOException e) {
      assertThat(count).as("bytes before %s", e).isPositive();
    }
    return Arrays.copyOf(read, count);
  }

  private static BufferedImage image(HttpResponse<byte[]> response) throws IOException {
    assertThat(response.statusCode()).isEqualTo(200);
    return ImageIO.read(new ByteArrayInputStream(response.body()));
  }
}
