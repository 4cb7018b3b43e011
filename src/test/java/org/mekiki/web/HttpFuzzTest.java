package org.mekiki.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mekiki.Mutations;
import org.mekiki.Outcomes;
import org.mekiki.config.WebSettings;
import org.mekiki.web.line.LineView;
import org.mekiki.web.topics.ModelsView;

/** Damaged requests: each is answered, or its connection closed; the page goes on. */
class HttpFuzzTest {
  private static final int REQUESTS = 4_000;
  private static final long MAX_BYTES_EACH = 1L << 20;
  private static final int PATIENCE_MILLIS = 10_000;
  private static final List<String> SEEDS =
      List.of(
          request("GET / HTTP/1.1", ""),
          request("GET /api/cameras/~bGluZQ/frame?sequence=1 HTTP/1.1", ""),
          request("GET /assets/main.js HTTP/1.1", "If-None-Match: \"x\"\r\n"),
          request("GET /metrics HTTP/1.1", "Authorization: Basic YTpi\r\n"),
          request("POST /api/changes/x HTTP/1.1", "Content-Length: 2\r\n") + "{}",
          request("GET /health/live HTTP/1.1", "Transfer-Encoding: chunked\r\n")
              + "1\r\na\r\n0\r\n\r\n");

  private static String request(String line, String more) {
    return line + "\r\nHost: localhost\r\nConnection: close\r\n" + more + "\r\n";
  }

  @Test
  void aDamagedRequestIsAnsweredOrItsConnectionClosed() throws Exception {
    LineView line = new LineView();
    line.scored(Shots.frame("line"), Shots.good());
    Mutations mutations = new Mutations(51);
    Outcomes outcomes = new Outcomes("http-requests", MAX_BYTES_EACH);
    try (WebServer server =
        WebServer.start(
            new WebSettings(true, "127.0.0.1", 0), Sources.of(line, new ModelsView()))) {
      for (int i = 0; i < REQUESTS; i++) {
        byte[] seed = SEEDS.get(i % SEEDS.size()).getBytes(StandardCharsets.ISO_8859_1);
        byte[] damaged = mutations.damage(seed);
        outcomes.attempt(i, () -> outcome(server, damaged));
      }
      assertThat(outcome(server, SEEDS.get(0).getBytes(StandardCharsets.UTF_8))).isEqualTo("200");
    }
    outcomes.end(REQUESTS, 4);
    assertThat(outcomes.count("500")).as("unforeseen").isZero();
  }

  private static String outcome(WebServer server, byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      return status(socket.getInputStream());
    } catch (SocketTimeoutException e) {
      throw new AssertionError("neither answered nor closed", e);
    } catch (IOException e) {
      return "closed";
    }
  }

  /** The first answer's status; what is behind it is not waited for. */
  private static String status(InputStream in) throws IOException {
    String first = new String(in.readNBytes("HTTP/1.1 200".length()), StandardCharsets.ISO_8859_1);
    return first.isEmpty() ? "closed" : first.substring(first.lastIndexOf(' ') + 1);
  }
}
