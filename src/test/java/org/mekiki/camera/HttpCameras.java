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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A camera on loopback that speaks HTTP: {@code /shot}, and {@code /stream} with basic login. */
final class HttpCameras implements AutoCloseable {
  static final String USER = "op";
  static final String PASSWORD = "s3cr€t";

  /** Digest logins are for passwords in ASCII: clients don't agree on anything else. */
  static final String ASCII_PASSWORD = "p@ss#1";

  /** Permits are pictures that the stream may send. */
  final Semaphore pictures = new Semaphore(0);

  /** The stream ends after so many pictures. */
  volatile int perConnection = Integer.MAX_VALUE;

  /** Every picture of the stream that has this distance from the last lacks its end; 0: none. */
  volatile int withoutEnd;

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
    server.createContext("/digest", this::digest);
    server.createContext("/moved", this::moved);
    server.start();
  }

  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Asks for a digest login with the algorithm that is the last part of the path. */
  private void digest(HttpExchange exchange) throws IOException {
    String uri = exchange.getRequestURI().toString();
    String algorithm = uri.substring(uri.lastIndexOf('/') + 1);
    Map<String, String> sent = new HashMap<>();
    String login = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    Matcher part = Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|([^,\\s]+))").matcher(login);
    while (part.find()) {
      sent.put(part.group(1), part.group(2) == null ? part.group(3) : part.group(2));
    }
    String first = hash(algorithm, USER + ":hall:" + ASCII_PASSWORD);
    String second = hash(algorithm, "GET:" + uri);
    String middle = String.join(":", "n0nce", sent.get("nc") + "", sent.get("cnonce") + "", "auth");
    if (hash(algorithm, first + ":" + middle + ":" + second).equals(sent.get("response"))) {
      shot(exchange);
      return;
    }
    exchange
        .getResponseHeaders()
        .add(
            "WWW-Authenticate",
            "Digest realm=\"hall\", nonce=\"n0nce\", qop=\"auth\", algorithm=" + algorithm);
    exchange.sendResponseHeaders(401, -1);
    exchange.close();
  }

  private static String hash(String algorithm, String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.ISO_8859_1));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Sends to where the query says; {@code self}: to itself, for ever. */
  private void moved(HttpExchange exchange) throws IOException {
    String to = exchange.getRequestURI().getQuery();
    exchange.getResponseHeaders().add("Location", to.equals("self") ? "/moved?self" : to);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
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
        if (withoutEnd > 0 && n % withoutEnd == 0) {
          picture = Arrays.copyOf(picture, picture.length - 2);
        }
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
