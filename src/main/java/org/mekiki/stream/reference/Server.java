package org.mekiki.stream.reference;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.text.Text;

/**
 * The addresses of a server that begin alike, over the JDK's own client. Redirects are not
 * followed: they could lead anywhere.
 */
final class Server implements Place {
  private static final int OK = 200;
  private static final int MULTIPLE_CHOICES = 300;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int TIMEOUT = 408;
  private static final int GONE = 410;
  private static final int TOO_EARLY = 425;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private final URI address;
  private final String folder;
  private final HttpClient http;

  /**
   * @param address {@code http:} or {@code https:}
   */
  Server(URI address, HttpClient http) {
    this.address = address;
    this.folder = address.getRawPath().endsWith("/") ? address.getRawPath() : folder(address);
    this.http = http;
  }

  private static String folder(URI address) {
    return address.getRawPath() + "/";
  }

  @Override
  public boolean covers(URI other) {
    String path = other.getRawPath();
    return other.getScheme().equalsIgnoreCase(address.getScheme())
        && other.getRawUserInfo() == null
        && other.getHost() != null
        && other.getHost().equalsIgnoreCase(address.getHost())
        && port(other) == port(address)
        && path.startsWith(folder)
        && !path.equals(folder)
        && isPlain(path);
  }

  /** What servers read as a way up, in any of its spellings, could lead out of the folder. */
  private static boolean isPlain(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    // Some servers drop what follows a semicolon before they go up.
    String read = lower.replace("%2e", ".").replace("%3b", ";").replaceAll(";[^/]*", "") + "/";
    return !read.contains("/../")
        && !read.contains("/./")
        && !lower.contains("%2f")
        && !lower.contains("%5c")
        && !lower.contains("%25");
  }

  private static int port(URI address) {
    if (address.getPort() >= 0) {
      return address.getPort();
    }
    return address.getScheme().equalsIgnoreCase("https") ? HTTPS : HTTP;
  }

  @Override
  public InputStream open(URI file, Duration patience) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        http.send(
            HttpRequest.newBuilder(withoutFragment(file)).timeout(patience).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    int status = answer.statusCode();
    if (status == OK) {
      return answer.body();
    }
    answer.body().close();
    if (status == NOT_FOUND || status == GONE) {
      throw new UnscorableException(
          Rejection.REFERENCE_MISSING, this + " has no " + file.getRawPath() + " (" + status + ")");
    }
    if (status >= SERVER_ERROR || status == TOO_MANY || status == TIMEOUT || status == TOO_EARLY) {
      throw new IOException("the answer is " + status);
    }
    throw new UnscorableException(
        Rejection.REFERENCE_REFUSED,
        Text.of(
            "%s answers %d for %s; %s",
            this,
            status,
            file.getRawPath(),
            status >= MULTIPLE_CHOICES && status < BAD_REQUEST
                ? "redirects are not followed, send the address that it leads to"
                : "a signed address may have expired, or nobody may read it"));
  }

  private static URI withoutFragment(URI file) {
    String text = file.toString();
    int end = text.indexOf('#');
    return end < 0 ? file : URI.create(text.substring(0, end));
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
