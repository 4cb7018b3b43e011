package org.mekiki.camera;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A camera on loopback that speaks HTTP: {@code /shot}, and {@code /stream} with basic login. */
final class HttpCameras implements AutoCloseable {
  static final String USER = "op";
  static final String PASSWORD = "s3cr€t";

  /** Permits are pictures that the stream may send. */
  final Semaphore pictures = new Semaphore(0);

  /** The stream ends after so many pictures. */
  volatile int perConnection = Integer.MAX_VALUE;

  /** Answered to a request for a snapshot. */
  volatile int shotStatus = 200;

  final AtomicInteger requests = new AtomicInteger();
  final AtomicInteger sent = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  HttpCameras() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/shot", this::shot);
    HttpContext stream = server.createContext("/stream", this::stream);
    stream.setAuthenticator(
        new BasicAuthenticator("camera") {
          @Override
          public boolean checkCredentials(String user, String password) {
            return user.equals(USER) && password.equals(PASSWORD);
          }
        });
    server.start();
  }

  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private void shot(HttpExchange exchange) throws IOException {
    int n = requests.getAndIncrement();
    byte[] picture = JpegStreamTest.picture(n % 10);
    exchange.sendResponseHeaders(shotStatus, shotStatus == 200 ? picture.length : -1);
    if (shotStatus == 200) {
      exchange.getResponseBody().write(picture);
    }
    exchange.close();
  }

  private void stream(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    exchange.getResponseHeaders().add("Content-Type", "multipart/x-mixed-replace; boundary=x");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      for (int n = 0; n < perConnection; n++) {
        pictures.acquire();
        byte[] picture = JpegStreamTest.picture(sent.getAndIncrement() % 10);
        String head = "--x\r\nContent-Type: image/jpeg\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(picture);
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
