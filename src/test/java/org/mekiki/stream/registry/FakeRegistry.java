package org.mekiki.stream.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** Confluent's API as far as it is used, for what a real registry does not do on demand. */
public final class FakeRegistry implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Method and path of each request. */
  public final List<String> requests = new CopyOnWriteArrayList<>();

  /** The last request's header. */
  volatile String authorization;

  /** If not 0, the status of every answer. */
  public volatile int fails;

  /** If not empty, the text of every answer that {@link #fails} makes. */
  volatile String page = "";

  volatile boolean compatible = true;

  /** If not 0, the id that every subject answers with. */
  volatile int answersId;

  private final List<String> schemas = new ArrayList<>();
  private final Map<String, List<Integer>> subjects = new HashMap<>();
  private final HttpServer server;

  public FakeRegistry() throws IOException {
    this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
  }

  /** One that speaks TLS. */
  FakeRegistry(SSLContext tls) throws IOException {
    this(secured(tls));
  }

  private FakeRegistry(HttpServer server) {
    this.server = server;
    server.createContext("/", this::handle);
    server.start();
  }

  private static HttpServer secured(SSLContext tls) throws IOException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return server;
  }

  public String url() {
    return (server instanceof HttpsServer ? "https" : "http")
        + "://localhost:"
        + server.getAddress().getPort();
  }

  /** Registers a schema and returns its id. */
  public synchronized int register(String subject, String schema) {
    int id = schemas.indexOf(schema) + 1;
    if (id == 0) {
      schemas.add(schema);
      id = schemas.size();
    }
    subjects.computeIfAbsent(subject, s -> new ArrayList<>()).add(id);
    return id;
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(exchange.getRequestMethod() + " " + path);
    authorization = exchange.getRequestHeaders().getFirst("Authorization");
    JsonNode body = MAPPER.readTree(exchange.getRequestBody().readAllBytes());
    ObjectNode answer = MAPPER.createObjectNode();
    int status = fails != 0 ? fails : answer(path.split("/"), body, answer);
    String text = fails != 0 && !page.isEmpty() ? page : answer.toString();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private int answer(String[] path, JsonNode body, ObjectNode answer) {
    if (path[1].equals("schemas")) {
      int id = Integer.parseInt(path[3]);
      if (id < 1 || id > schemas.size()) {
        answer.put("error_code", 40403).put("message", "Schema " + id + " not found");
        return 404;
      }
      answer.put("schema", schemas.get(id - 1));
      return 200;
    }
    if (path[1].equals("compatibility")) {
      answer.put("is_compatible", compatible).putArray("messages").add("field x was removed");
      return subjects.containsKey(path[3]) ? 200 : 404;
    }
    String schema = body.path("schema").asText();
    if (path.length == 4) {
      answer.put("id", register(path[2], schema));
      return 200;
    }
    int id = answersId == 0 ? schemas.indexOf(schema) + 1 : answersId;
    answer.put("id", id);
    return answersId != 0 || subjects.getOrDefault(path[2], List.of()).contains(id) ? 200 : 404;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
