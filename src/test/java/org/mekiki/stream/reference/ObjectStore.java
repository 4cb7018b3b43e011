package org.mekiki.stream.reference;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server with objects by path, and what a test wants to go wrong. */
public final class ObjectStore implements AutoCloseable {
  /** Paths of the requests so far, with their queries. */
  public final List<String> requests = new CopyOnWriteArrayList<>();

  /** Objects by path. */
  public final Map<String, byte[]> objects = new ConcurrentHashMap<>();

  /** If above 0, the status of this number of answers still to come. */
  volatile int failures;

  /** The status of those answers. */
  volatile int status = 503;

  /** If not empty, where every answer redirects to. */
  volatile String redirect = "";

  /** Whether bodies end after half of what they announce, until the store is closed. */
  volatile boolean hangs;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  public ObjectStore() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  public String address() {
    return "http://127.0.0.1:" + port();
  }

  /** Whether every answer says that the store is away. */
  public void failAlways(boolean fails) {
    failures = fails ? Integer.MAX_VALUE : 0;
  }

  private synchronized boolean fails() {
    boolean fails = failures > 0;
    failures = fails ? failures - 1 : 0;
    return fails;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(exchange.getRequestURI().toString());
      byte[] object = objects.get(exchange.getRequestURI().getPath());
      if (!redirect.isEmpty()) {
        exchange.getResponseHeaders().set("Location", redirect);
        exchange.sendResponseHeaders(302, -1);
      } else if (fails()) {
        exchange.sendResponseHeaders(status, -1);
      } else if (object == null) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        exchange.sendResponseHeaders(200, object.length);
        if (hangs) {
          exchange.getResponseBody().write(object, 0, object.length / 2);
          exchange.getResponseBody().flush();
          closed.await();
        } else {
          exchange.getResponseBody().write(object);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
