package org.mekiki.camera;

import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.mekiki.image.file.ImageException;
import org.mekiki.image.file.ImageHeader;
import org.mekiki.text.Text;

/**
 * Cameras that speak HTTP: a stream of JPEGs (MJPEG), or a picture for each request. Knows basic
 * and digest authentication.
 *
 * <p>By {@link HttpURLConnection}, because the newer client has no digest authentication, which
 * most cameras ask for.
 */
final class HttpCamera {
  private static final int MAX_BYTES = 64 << 20;
  private static final int MOST_REDIRECTS = 5;

  /**
   * Most cameras know MD5 only, and from JDK 19 on it has to be asked for before the first login.
   */
  private static final String DIGESTS = "http.auth.digest.reEnabledAlgorithms";

  static {
    if (System.getProperty(DIGESTS) == null) {
      System.setProperty(DIGESTS, "MD5");
    }
  }

  private final CameraAddress address;
  private final Duration patience;

  /**
   * @param patience for a connection, and for the next byte
   */
  HttpCamera(CameraAddress address, Duration patience) {
    this.address = address;
    this.patience = patience;
  }

  /** A stream of JPEGs; see {@link Connection.Opener#open}. */
  Connection mjpeg(LongConsumer damaged) throws IOException {
    HttpURLConnection http = answer();
    JpegStream stream = new JpegStream(http.getInputStream(), MAX_BYTES, damaged);
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
        // It waits for a read that goes on, and closing a camera need not.
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
      HttpURLConnection http = answer();
      byte[] picture;
      try (InputStream in = http.getInputStream()) {
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

  private HttpURLConnection request(URI place) throws IOException {
    HttpURLConnection http = (HttpURLConnection) place.toURL().openConnection();
    http.setConnectTimeout((int) patience.toMillis());
    http.setReadTimeout((int) patience.toMillis());
    http.setUseCaches(false);
    http.setInstanceFollowRedirects(false);
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

  /** Asks, and follows redirects to the same host: another one must not get the password. */
  private HttpURLConnection answer() throws IOException {
    try {
      URI place = address.withoutUser();
      for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
        HttpURLConnection http = request(place);
        int status = http.getResponseCode();
        if (status == HttpURLConnection.HTTP_OK) {
          return http;
        }
        String location = http.getHeaderField("Location");
        http.disconnect();
        if (status / 100 != 3 || location == null) {
          throw new IOException(address + " answers " + status + hint(status));
        }
        URI next = redirected(place, location);
        if (!next.getScheme().equals(place.getScheme())
            || !String.valueOf(next.getRawAuthority()).equals(place.getRawAuthority())) {
          throw new IOException(
              Text.of(
                  "%s answers %d and sends to %s://%s%s, which is not followed because user and"
                      + " password are for this address; give that one if it is right",
                  address,
                  status,
                  next.getScheme(),
                  String.valueOf(next.getRawAuthority()).replaceAll(".*@", ""),
                  next.getRawPath()));
        }
        place = next;
      }
      throw new IOException(
          address + " sends from one place to the next, more than " + MOST_REDIRECTS + " times");
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private URI redirected(URI from, String location) throws IOException {
    try {
      URI next = from.resolve(new URI(location));
      if (next.getScheme() != null) {
        return next;
      }
    } catch (URISyntaxException e) {
      // Its message might show a secret.
    }
    throw new IOException(address + " sends to a place that is not an address");
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
