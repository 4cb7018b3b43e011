package org.mekiki.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mekiki.text.Text;

/**
 * One answer of a server to one request, after redirections. {@link HttpURLConnection} because it
 * has a limit for how long a server may keep silent in the middle of a file.
 */
final class HttpSource implements AutoCloseable {
  private static final int MOST_REDIRECTIONS = 5;
  private static final int BEYOND_END = 416;
  private static final Set<Integer> REDIRECTIONS = Set.of(301, 302, 303, 307, 308);
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+|\\*)");

  private final HttpURLConnection connection;
  private final int status;
  private final Optional<String> announcedSha256;

  private HttpSource(HttpURLConnection connection, int status, Optional<String> announcedSha256) {
    this.connection = connection;
    this.status = status;
    this.announcedSha256 = announcedSha256;
  }

  /**
   * Asks for a file, or for the rest of it.
   *
   * @param from first byte wanted
   * @param validator that the file must still have for a rest of it to be sent; may be empty
   * @throws DownloadException if the server refuses
   */
  static HttpSource open(URI address, long from, String validator, Duration silence)
      throws IOException {
    URI at = address;
    Optional<String> announced = Optional.empty();
    for (int hop = 0; hop <= MOST_REDIRECTIONS; hop++) {
      HttpURLConnection connection = connect(at, from, validator, silence);
      int status = connection.getResponseCode();
      announced = announced.or(() -> announced(connection));
      if (!REDIRECTIONS.contains(status)) {
        HttpSource source = new HttpSource(connection, status, announced);
        source.requireSuccess(address);
        return source;
      }
      String location = connection.getHeaderField("Location");
      connection.disconnect();
      at = redirected(at, location);
    }
    throw new DownloadException(address + " redirects more than " + MOST_REDIRECTIONS + " times");
  }

  private static HttpURLConnection connect(URI at, long from, String validator, Duration silence)
      throws IOException {
    HttpURLConnection connection = (HttpURLConnection) at.toURL().openConnection();
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout((int) silence.toMillis());
    connection.setReadTimeout((int) silence.toMillis());
    connection.setRequestProperty("Accept-Encoding", "identity");
    connection.setRequestProperty("User-Agent", "mekiki");
    if (from > 0) {
      connection.setRequestProperty("Range", "bytes=" + from + "-");
      if (!validator.isEmpty()) {
        connection.setRequestProperty("If-Range", validator);
      }
    }
    return connection;
  }

  /** Never from https to http: somebody in between could send something else. */
  private static URI redirected(URI from, String location) throws DownloadException {
    try {
      URI to = from.resolve(location);
      String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
      boolean downgrade = "https".equalsIgnoreCase(from.getScheme()) && !scheme.equals("https");
      if (to.getHost() != null && Set.of("http", "https").contains(scheme) && !downgrade) {
        return to;
      }
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new DownloadException(from + " redirects to '" + location + "', no address", e);
    }
    throw new DownloadException(
        from + " redirects to '" + location + "', which is not followed: it must be https");
  }

  /** Hugging Face names the SHA-256 of large files in the answer that redirects to them. */
  private static Optional<String> announced(HttpURLConnection connection) {
    String tag = connection.getHeaderField("X-Linked-Etag");
    return Optional.ofNullable(tag)
        .map(text -> text.replace("\"", "").strip().toLowerCase(Locale.ROOT))
        .filter(KeptChecksum::isLegal);
  }

  private void requireSuccess(URI address) throws IOException {
    if (status == HttpURLConnection.HTTP_OK
        || status == HttpURLConnection.HTTP_PARTIAL
        || status == BEYOND_END) {
      return;
    }
    close();
    if (status >= 500 || status == 429) {
      throw new IOException("the server answers " + status); // may pass
    }
    String what =
        switch (status) {
          case 401, 403 -> "may not be read without permission";
          case 404, 410 -> "is not there";
          default -> "can't be downloaded now";
        };
    throw new DownloadException(Text.of("%s %s (the server answers %d)", address, what, status));
  }

  /** SHA-256 of the whole file, where the server says it. */
  Optional<String> announcedSha256() {
    return announcedSha256;
  }

  /** Whether it begins at the byte that was asked for; otherwise at the file's start. */
  boolean isRest(long from) throws DownloadException {
    if (status != HttpURLConnection.HTTP_PARTIAL) {
      return false;
    }
    Matcher range = contentRange();
    if (!range.matches() || Long.parseLong(range.group(1)) != from) {
      throw new DownloadException(
          Text.of(
              "%s was asked for bytes from %d on and sends %s",
              connection.getURL(), from, connection.getHeaderField("Content-Range")));
    }
    return true;
  }

  /** Whether the server has nothing beyond the byte that was asked for. */
  boolean isBeyondEnd() {
    return status == BEYOND_END;
  }

  /** Whether the file ends just before the byte that was asked for. */
  boolean endsAt(long from) {
    return isBeyondEnd() && ("bytes */" + from).equals(connection.getHeaderField("Content-Range"));
  }

  private Matcher contentRange() {
    String range = connection.getHeaderField("Content-Range");
    return CONTENT_RANGE.matcher(range == null ? "" : range);
  }

  /** Bytes of the whole file; -1 if the server doesn't say. */
  long total() {
    Matcher range = contentRange();
    if (range.matches()) {
      return range.group(3).equals("*") ? -1 : Long.parseLong(range.group(3));
    }
    return connection.getContentLengthLong();
  }

  /** What the file must still have for the rest of it to fit; empty if there is no such thing. */
  String validator() {
    String tag = connection.getHeaderField("ETag");
    return tag == null || tag.startsWith("W/") ? "" : tag;
  }

  InputStream body() throws IOException {
    return connection.getInputStream();
  }

  @Override
  public void close() {
    connection.disconnect();
  }
}
