package org.mekiki.camera;

import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.PasswordAuthentication;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.mekiki.image.ImageException;
import org.mekiki.image.ImageHeader;

/**
 * Cameras that speak HTTP: a stream of JPEGs (MJPEG), or a picture for each request. Knows basic
 * and digest authentication.
 *
 * <p>By {@link HttpURLConnection}, because the newer client has no digest authentication, which
 * most cameras ask for.
 */
final class HttpCamera {
  private static final int MAX_BYTES = 64 << 20;

  private final CameraAddress address;
  private final Duration patience;

  /**
   * @param patience for a connection, and for the next byte
   */
  HttpCamera(CameraAddress address, Duration patience) {
    this.address = address;
    this.patience = patience;
  }

  /** A stream of JPEGs. */
  Connection mjpeg() throws IOException {
    HttpURLConnection http = request();
    JpegStream stream = new JpegStream(answer(http), MAX_BYTES);
    return new Connection() {
      @Override
      public Optional<byte[]> next() throws IOException {
        try {
          return stream.next();
        } catch (IOException e) {
          throw failed(e);
        }
      }

      @Override
      public void close() {
        // It waits for a read that goes on, and whoever closes a camera need not.
        Thread closer = new Thread(http::disconnect, "mekiki-camera-close");
        closer.setDaemon(true);
        closer.start();
      }
    };
  }

  /** A request for each picture. */
  Connection snapshots(Duration every) {
    return new Snapshots(every);
  }

  private final class Snapshots implements Connection {
    private final long every;
    private long due = System.nanoTime();

    Snapshots(Duration every) {
      this.every = every.toNanos();
    }

    @Override
    public Optional<byte[]> next() throws IOException {
      try {
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
      // A slow answer moves the next request, it does not make it come twice.
      due = Math.max(due + every, System.nanoTime());
      HttpURLConnection http = request();
      byte[] picture;
      try (InputStream in = answer(http)) {
        picture = in.readNBytes(MAX_BYTES);
      } catch (IOException e) {
        throw failed(e);
      }
      try {
        ImageHeader.read(picture);
      } catch (ImageException e) {
        throw new IOException(address + " sent no picture: " + e.getMessage(), e);
      }
      return Optional.of(picture);
    }

    @Override
    public void close() {}
  }

  private HttpURLConnection request() throws IOException {
    HttpURLConnection http = (HttpURLConnection) address.withoutUser().toURL().openConnection();
    http.setConnectTimeout((int) patience.toMillis());
    http.setReadTimeout((int) patience.toMillis());
    http.setUseCaches(false);
    address
        .user()
        .ifPresent(user -> http.setAuthenticator(login(user, address.password().orElse(""))));
    return http;
  }

  private static Authenticator login(String user, String password) {
    return new Authenticator() {
      private int asked;

      @Override
      protected PasswordAuthentication getPasswordAuthentication() {
        // Asked again, it was wrong.
        return asked++ == 0 ? new PasswordAuthentication(user, password.toCharArray()) : null;
      }
    };
  }

  private InputStream answer(HttpURLConnection http) throws IOException {
    try {
      int status = http.getResponseCode();
      if (status != HttpURLConnection.HTTP_OK) {
        http.disconnect();
        throw new IOException(address + " answers " + status + hint(status));
      }
      return http.getInputStream();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static String hint(int status) {
    return switch (status) {
      case 401, 403 -> "; are user and password right?";
      case 404 -> "; is the path right?";
      default -> "";
    };
  }

  private IOException failed(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.startsWith(address.toString())
        ? e
        : new IOException(address + ": " + address.scrub(message));
  }
}
