package org.mekiki.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.Certificates;
import org.mekiki.Patience;
import org.mekiki.config.WebSettings;
import org.mekiki.config.WebSettings.Access;
import org.mekiki.config.type.Secret;
import org.mekiki.web.http.Tls;
import org.mekiki.web.http.WebException;
import org.mekiki.web.line.LineView;
import org.mekiki.web.topics.ModelsView;

/** Who sees what, by a real HTTP client. */
class WebAccessTest {
  private static final String TOKEN = "correct-horse-battery";
  private static final Access GUARDED =
      new Access(Optional.of(new Secret(TOKEN)), Optional.empty(), Optional.empty(), true);
  private static final Access INSECURE =
      new Access(Optional.empty(), Optional.empty(), Optional.empty(), true);

  private final HttpClient client = HttpClient.newHttpClient();
  private final LineView line = new LineView();

  private WebServer start(String host, Access access) {
    return WebServer.start(
        new WebSettings(true, host, 0, access), Sources.of(line, new ModelsView()));
  }

  private HttpResponse<String> get(WebServer server, String path, String... authorization)
      throws Exception {
    URI address = URI.create("http://127.0.0.1:" + server.port() + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(address);
    for (String header : authorization) {
      request.header("Authorization", header);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/metrics",
        "/api/cameras",
        "/api/about",
        "/events",
        "/assets/main.js",
        "/api/nothing"
      })
  void everythingButHealthAsksForTheToken(String path) throws Exception {
    try (WebServer server = start("0.0.0.0", GUARDED)) {
      HttpResponse<String> stranger = get(server, path);
      assertThat(stranger.statusCode()).isEqualTo(401);
      assertThat(stranger.headers().allValues("WWW-Authenticate"))
          .containsExactly("Basic realm=\"Mekiki\", charset=\"UTF-8\"", "Bearer realm=\"Mekiki\"");
      assertThat(stranger.headers().firstValue("Content-Security-Policy")).isPresent();
      assertThat(get(server, path, "Bearer wrong-horse-battery").statusCode()).isEqualTo(401);
      assertThat(get(server, path, "Bearer ").statusCode()).isEqualTo(401);
      assertThat(get(server, path, "Basic !!!").statusCode()).isEqualTo(401);
      assertThat(get(server, path, basic("correct-horse-battery", "x")).statusCode())
          .isEqualTo(401);
    }
  }

  @Test
  void theTokenOpensAsABearerTokenAndAsAPassword() throws Exception {
    try (WebServer server = start("127.0.0.1", GUARDED)) {
      assertThat(get(server, "/metrics", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
      assertThat(get(server, "/metrics", "bearer " + TOKEN).statusCode()).isEqualTo(200);
      assertThat(get(server, "/", basic("anybody", TOKEN)).statusCode()).isEqualTo(200);
      assertThat(get(server, "/metrics", "Bearer " + TOKEN).body()).doesNotContain(TOKEN);
    }
  }

  @Test
  void healthIsForEverybodyButItsDetailIsNot() throws Exception {
    try (WebServer server = start("0.0.0.0", GUARDED)) {
      HttpResponse<String> stranger = get(server, "/health/ready");
      assertThat(stranger.statusCode()).isEqualTo(200);
      assertThat(stranger.body()).isEqualTo("{\"status\":\"up\"}");
      assertThat(get(server, "/health/ready", "Bearer " + TOKEN).body()).contains("scoring");
    }
  }

  private static String basic(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  @Test
  void beyondLoopbackItAsksForTokenAndTlsOrToBeToldOtherwise() {
    WebSettings open = new WebSettings(true, "0.0.0.0", 0);
    assertThat(WebServer.problems(open))
        .containsExactly(
            "web.host is 0.0.0.0, which others can reach: web.token has to be set; or say"
                + " web.insecure=true where nobody else can reach it, or a proxy does that",
            "web.host is 0.0.0.0, which others can reach: web.tls.certificate and web.tls.key have"
                + " to be set; or say web.insecure=true where nobody else can reach it, or a proxy"
                + " does that");
    assertThatThrownBy(() -> start("0.0.0.0", Access.OPEN))
        .isInstanceOf(WebException.class)
        .hasMessageContaining("web.token has to be set");
    assertThat(WebServer.problems(new WebSettings(true, "0.0.0.0", 0, INSECURE))).isEmpty();
    assertThat(WebServer.problems(new WebSettings(true, "127.0.0.1", 0))).isEmpty();
    assertThat(
            WebServer.problems(
                new WebSettings(
                    true,
                    "127.0.0.1",
                    0,
                    new Access(
                        Optional.empty(),
                        Optional.of(Path.of("page.pem")),
                        Optional.empty(),
                        false))))
        .containsExactly(
            "web.tls.certificate and web.tls.key belong together, but only one of them is set");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "", "score.evil:8080"})
  void withoutATokenNoNameOfAnotherSiteIsAnswered(String host) throws Exception {
    try (WebServer server = start("0.0.0.0", INSECURE)) {
      assertThat(raw(server, host)).startsWith("HTTP/1.1 4").doesNotContain("cameras\":");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"score:8080", "localhost", "10.1.2.3:8080", "[::1]:80"})
  void withoutATokenAddressesAndShortNamesAreAnswered(String host) throws Exception {
    try (WebServer server = start("0.0.0.0", INSECURE)) {
      assertThat(raw(server, host)).startsWith("HTTP/1.1 200");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/health/../metrics",
        "/health/%2e%2e/metrics",
        "/health/..;/metrics",
        "/health/live/../../metrics",
        "//metrics",
        "/%6detrics",
        "/METRICS",
        "/health/%2f..%2fmetrics"
      })
  void noPathLeadsAroundTheToken(String path) throws Exception {
    try (WebServer server = start("0.0.0.0", GUARDED)) {
      assertThat(raw(server, path, "localhost"))
          .startsWith("HTTP/1.1 4")
          .doesNotContain("mekiki_frames_total");
    }
  }

  private static String raw(WebServer server, String host) throws IOException {
    return raw(server, "/api/cameras", host);
  }

  private static String raw(WebServer server, String path, String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void speaksTlsWithACertificateAndNothingElse(@TempDir Path folder) throws Exception {
    Certificates certificates = Certificates.make(folder, "localhost");
    Access access =
        new Access(
            Optional.of(new Secret(TOKEN)),
            Optional.of(certificates.certificate()),
            Optional.of(certificates.key()),
            false);
    try (WebServer server = start("0.0.0.0", access)) {
      SSLContext trusting = certificates.trusting();
      HttpClient safe = HttpClient.newBuilder().sslContext(trusting).build();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/metrics"))
              .header("Authorization", "Bearer " + TOKEN)
              .build();

      assertThat(safe.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
          .isInstanceOf(SSLHandshakeException.class);
      assertThat(server.url()).startsWith("https://");
      assertThatThrownBy(() -> get(server, "/health/live")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void saysWhatIsWrongWithACertificate(@TempDir Path folder) throws Exception {
    Path text = Files.writeString(folder.resolve("text.pem"), "no certificate");
    Certificates certificates = Certificates.make(folder, "localhost");
    assertThatThrownBy(() -> Tls.of(folder.resolve("absent"), certificates.key()))
        .hasMessage("web.tls.certificate: there is no readable file " + folder.resolve("absent"));
    assertThatThrownBy(() -> Tls.of(text, certificates.key()))
        .isInstanceOf(WebException.class)
        .hasMessageContaining(text.toString());
    assertThatThrownBy(() -> Tls.of(certificates.certificate(), text))
        .hasMessageContaining("holds no 'PRIVATE KEY' in PEM; 'openssl pkcs8");
  }

  /** More connections than there may be, each stuck: in a header, in a body, in an answer. */
  @Test
  void slowClientsStopNeitherScoringNorHealth() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try (WebServer server = start("127.0.0.1", Access.OPEN)) {
      for (int i = 0; i < 250; i++) {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1024);
        socket.connect(new java.net.InetSocketAddress("127.0.0.1", server.port()));
        String request =
            switch (i % 3) {
              case 0 -> "GET / HTTP/1.1\r\nHost: loc";
              case 1 -> "POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n{";
              default -> "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n";
            };
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        slow.add(socket);
      }
      assertTimeoutPreemptively(
          Patience.PATIENCE,
          () -> {
            for (int i = 0; i < 2000; i++) {
              line.scored(Shots.frame("cam-" + i % 50), Shots.good());
            }
          });
      Awaitility.await()
          .atMost(Patience.PATIENCE)
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(get(server, "/health/live").statusCode()).isEqualTo(200));
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }
}
