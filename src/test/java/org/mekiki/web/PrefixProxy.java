package org.mekiki.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A reverse proxy that serves a page under a prefix. It hands on what comes at once, or, as some
 * do, nothing before the answer is complete.
 */
final class PrefixProxy implements AutoCloseable {
  private static final Set<String> OWN =
      Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade", "keep-alive");

  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final URI upstream;
  private final String prefix;
  private final boolean buffers;

  /**
   * Starts it on a free port.
   *
   * @param prefix begins and ends with a slash
   * @param buffers whether an answer is handed on only when it is complete
   */
  PrefixProxy(String upstream, String prefix, boolean buffers) throws IOException {
    this.upstream = URI.create(upstream);
    this.prefix = prefix;
    this.buffers = buffers;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + prefix;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    try (exchange) {
      if (!path.startsWith(prefix)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      forward(exchange, upstream.resolve("/" + path.substring(prefix.length())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void forward(HttpExchange exchange, URI target) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .method(
                exchange.getRequestMethod(),
                BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
            .header("X-Forwarded-Host", exchange.getRequestHeaders().getFirst("Host"));
    exchange.getRequestHeaders().forEach((name, values) -> copy(request, name, values));
    HttpResponse<InputStream> answer = client.send(request.build(), BodyHandlers.ofInputStream());
    try (InputStream in = answer.body()) {
      byte[] complete = buffers ? in.readAllBytes() : null;
      answer
          .headers()
          .map()
          .forEach(
              (name, values) -> {
                if (!OWN.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                  exchange.getResponseHeaders().put(name, values);
                }
              });
      boolean empty = answer.statusCode() == 304;
      exchange.sendResponseHeaders(answer.statusCode(), empty ? -1 : 0);
      if (!empty) {
        write(exchange.getResponseBody(), in, complete);
      }
    }
  }

  private static void write(OutputStream out, InputStream in, byte[] complete) throws IOException {
    if (complete != null) {
      out.write(complete);
      return;
    }
    byte[] some = new byte[8192];
    for (int n = in.read(some); n >= 0; n = in.read(some)) {
      out.write(some, 0, n);
      out.flush();
    }
  }

  private static void copy(HttpRequest.Builder request, String name, List<String> values) {
    if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
      values.forEach(value -> request.header(name, value));
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
