package org.mekiki.app.alerts;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.mekiki.stream.client.AlarmTarget.NotNow;
import org.mekiki.stream.client.AlarmTarget.Refused;

/**
 * Posts JSON and says what the answer means. Messages name the host only: an address may carry a
 * secret in its path or query.
 */
final class HttpPost {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(15);
  private static final Duration LONGEST_WISH = Duration.ofMinutes(5);
  private static final int ALREADY_THERE = 409;

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final URI address;
  private final Map<String, String> headers;

  /**
   * @param headers sent with every request
   */
  HttpPost(URI address, Map<String, String> headers) {
    this.address = address;
    this.headers = Map.copyOf(headers);
  }

  /** Whether a header may be sent: {@code Host}, {@code Content-Length} and such may not. */
  static boolean takes(String name, String value) {
    try {
      HttpRequest.newBuilder().setHeader(name, value);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Scheme, host and port. */
  String shown() {
    return address.getScheme()
        + "://"
        + address.getHost()
        + (address.getPort() < 0 ? "" : ":" + address.getPort());
  }

  /**
   * Posts.
   *
   * @param more headers of this request
   * @throws Refused if this body will never be taken
   * @throws NotNow if it may be taken later
   */
  void send(byte[] body, Map<String, String> more) throws Refused, NotNow, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::setHeader);
    more.forEach(request::setHeader);
    HttpResponse<Void> answer;
    try {
      answer = client.send(request.build(), HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      throw new NotNow(
          shown() + " can't be reached (" + e.getClass().getSimpleName() + ")", Optional.empty());
    }
    judge(answer);
  }

  private void judge(HttpResponse<Void> answer) throws Refused, NotNow {
    int status = answer.statusCode();
    if (status / 100 == 2 || status == ALREADY_THERE) {
      return;
    }
    String message = shown() + " answers " + status;
    switch (status) {
      case 400, 406, 410, 411, 413, 414, 415, 422 -> throw new Refused(message);
      // What is left is the other side's trouble, or a wrong address or password: all can be
      // fixed.
      default -> throw new NotNow(message, retryAfter(answer));
    }
  }

  private static Optional<Duration> retryAfter(HttpResponse<Void> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("\\d{1,6}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .map(wish -> wish.compareTo(LONGEST_WISH) < 0 ? wish : LONGEST_WISH);
  }
}
