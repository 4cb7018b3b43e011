package org.mekiki.stream.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.mekiki.config.RegistrySettings;
import org.mekiki.config.type.Secret;
import org.mekiki.text.Text;

/** Requests to a registry, over the JDK's own client. Thread-safe. */
final class RegistryClient {
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;
  private static final int SCHEMA_NOT_FOUND = 40403;
  private static final int LONGEST_ANSWER = 200;
  private static final String WRONG_ADDRESS =
      "is registry.url the address of a registry's API? The answer: ";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final List<String> addresses;
  private final Optional<String> authorization;
  private final HttpClient http;

  /**
   * @param settings with at least one address
   * @throws RegistryException if the trusted certificates can't be read
   */
  RegistryClient(RegistrySettings settings) {
    this.addresses = settings.urls();
    String password = settings.password().map(Secret::value).orElse("");
    this.authorization =
        settings.user().isEmpty() && password.isEmpty()
            ? Optional.empty()
            : Optional.of(basic(settings.user(), password));
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER);
    settings.trustedCertificates().map(TrustedCertificates::context).ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  private static String basic(String user, String password) {
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }

  /** The addresses, for messages. */
  String name() {
    return String.join(", ", addresses);
  }

  /**
   * The schema with an id; empty only if the registry itself says that it has none.
   *
   * @throws TimeoutException if it can't be asked now, or it or a proxy before it refuses: with
   *     other settings the same request gets an answer
   */
  Optional<JsonNode> schema(int id) {
    String path = "/schemas/ids/" + id;
    Optional<JsonNode> answer;
    try {
      answer = ask(path, Optional.empty(), RegistryClient::saysNoSuchSchema);
    } catch (RegistryException e) {
      throw new TimeoutException(e.getMessage(), e);
    }
    if (answer.isPresent() && !answer.get().path("schema").isTextual()) {
      throw new TimeoutException(
          name()
              + path
              + " answers without a schema; "
              + WRONG_ADDRESS
              + Text.start(answer.get().toString(), LONGEST_ANSWER));
    }
    return answer;
  }

  /** The answer; empty if the registry says that what it is about is not there. */
  Optional<JsonNode> post(String path, JsonNode body) {
    return ask(path, Optional.of(body.toString()), text -> true);
  }

  private Optional<JsonNode> ask(String path, Optional<String> body, Predicate<String> isMissing) {
    String last = "";
    for (String address : addresses) {
      try {
        HttpResponse<String> answer = send(URI.create(address + path), body);
        int status = answer.statusCode();
        if (status < SERVER_ERROR && status != TOO_MANY) {
          return read(address, path, answer, isMissing);
        }
        last = address + " answers " + status;
      } catch (IOException e) {
        last = address + ": " + (e.getMessage() == null ? e.toString() : e.getMessage());
      }
    }
    throw new TimeoutException("the schema registry can't be asked now: " + last);
  }

  private HttpResponse<String> send(URI address, Optional<String> body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).timeout(ANSWER).header("Accept", MEDIA_TYPE);
    authorization.ifPresent(value -> request.header("Authorization", value));
    body.ifPresent(
        text ->
            request
                .header("Content-Type", MEDIA_TYPE)
                .POST(HttpRequest.BodyPublishers.ofString(text)));
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException("stopped while asking the schema registry", e);
    }
  }

  private static Optional<JsonNode> read(
      String address, String path, HttpResponse<String> answer, Predicate<String> isMissing) {
    int status = answer.statusCode();
    if (status == NOT_FOUND && isMissing.test(answer.body())) {
      return Optional.empty();
    }
    if (status == UNAUTHORIZED || status == FORBIDDEN) {
      throw new RegistryException(
          Text.of(
              "the schema registry at %s refuses the request (%d); set registry.user and"
                  + " registry.password to somebody who may do this: %s",
              address, status, path));
    }
    try {
      if (status == OK) {
        return Optional.of(MAPPER.readTree(answer.body()));
      }
    } catch (JsonProcessingException e) {
      throw new RegistryException(
          address
              + path
              + " answers no JSON; "
              + WRONG_ADDRESS
              + Text.start(answer.body(), LONGEST_ANSWER));
    }
    throw new RegistryException(
        Text.of(
            "the schema registry at %s refuses %s (%d); %s%s",
            address,
            path,
            status,
            WRONG_ADDRESS,
            Text.start(message(answer.body()), LONGEST_ANSWER)));
  }

  /** A proxy, or an address that is not the API's, answers 404 as well, but without this code. */
  private static boolean saysNoSuchSchema(String body) {
    try {
      return MAPPER.readTree(body).path("error_code").asInt() == SCHEMA_NOT_FOUND;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static String message(String body) {
    try {
      return MAPPER.readTree(body).path("message").asText(body);
    } catch (JsonProcessingException e) {
      return body;
    }
  }
}
