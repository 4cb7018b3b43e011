package org.mekiki.download;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A local HTTP server of files, with ranges, tags and the failures that tests ask for. */
public final class FileServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile int cutAfter = Integer.MAX_VALUE;
  private volatile boolean ranges = true;
  private volatile String announcedSha256;

  public FileServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  public FileServer file(String path, byte[] content) {
    files.put(path, content);
    return this;
  }

  public URI address(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** The next so many answers end after so many bytes, as a broken line does. */
  FileServer cut(int answers, int afterBytes) {
    cuts.set(answers);
    cutAfter = afterBytes;
    return this;
  }

  FileServer withoutRanges() {
    ranges = false;
    return this;
  }

  FileServer announcing(String sha256) {
    announcedSha256 = sha256;
    return this;
  }

  /** What was asked for: the path, and the range if there was one. */
  List<String> requests() {
    return requests;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String range = exchange.getRequestHeaders().getFirst("Range");
      requests.add(path + (range == null ? "" : " " + range));
      if (path.startsWith("/moved/")) {
        if (announcedSha256 != null) {
          exchange.getResponseHeaders().set("X-Linked-Etag", '"' + announcedSha256 + '"');
        }
        exchange.getResponseHeaders().set("Location", path.substring("/moved".length()));
        exchange.sendResponseHeaders(302, -1);
      } else if (path.startsWith("/loop")) {
        exchange.getResponseHeaders().set("Location", "/loop");
        exchange.sendResponseHeaders(302, -1);
      } else if (path.startsWith("/status/")) {
        exchange.sendResponseHeaders(Integer.parseInt(path.substring(8)), -1);
      } else if (files.containsKey(path)) {
        send(exchange, files.get(path), range);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private void send(HttpExchange exchange, byte[] content, String range) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    String tag = "\"" + Arrays.hashCode(content) + "\"";
    headers.set("ETag", tag);
    String condition = exchange.getRequestHeaders().getFirst("If-Range");
    boolean rest = ranges && range != null && (condition == null || condition.equals(tag));
    int from = rest ? Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1")) : 0;
    if (from >= content.length) {
      headers.set("Content-Range", "bytes */" + content.length);
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    if (rest) {
      headers.set(
          "Content-Range",
          String.format(Locale.ROOT, "bytes %d-%d/%d", from, content.length - 1, content.length));
    }
    exchange.sendResponseHeaders(rest ? 206 : 200, content.length - from);
    boolean cut = cuts.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    int end = cut ? Math.min(content.length, from + cutAfter) : content.length;
    exchange.getResponseBody().write(content, from, end - from);
    exchange.getResponseBody().flush();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
