package org.mekiki.web;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HttpResponseException;
import io.javalin.http.NotFoundResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.mekiki.config.WebSettings;
import org.mekiki.web.http.Access;
import org.mekiki.web.http.Assets;
import org.mekiki.web.http.Exposure;
import org.mekiki.web.http.Gate;
import org.mekiki.web.http.Json;
import org.mekiki.web.http.RefusedException;
import org.mekiki.web.http.Tls;
import org.mekiki.web.http.WebException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the page, its API, health and metrics; what may be changed is in {@link Changes}.
 * Connections, threads, request sizes and live viewers are limited, so that those who look can't
 * disturb scoring.
 *
 * <pre>{@code
 * LineView line = new LineView();       // an InspectionListener: tell it of every frame
 * ModelsView models = new ModelsView(); // a ModelEvents: tell it of models
 * try (WebServer server = WebServer.start(config.web(), sources)) {
 *   ...
 * }
 * }</pre>
 */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

  /** Ports after the default one that are tried when it is in use and nobody asked for it. */
  private static final int FURTHER_PORTS = 100;

  private static final int HIGHEST_PORT = 65_535;

  /** Browsers that may follow the line live; further ones are told to come back. */
  static final int VIEWERS = 32;

  /** Threads besides those that viewers hold: pictures, API, probes, Jetty's own. */
  private static final int THREADS = 12;

  /** A browser opens up to six connections. */
  private static final int CONNECTIONS_PER_VIEWER = 6;

  /** Idle, or stuck in a write to somebody who doesn't read. */
  private static final int IDLE_MILLIS = 15_000;

  private static final int HEADER_BYTES = 8 * 1024;

  /** Room for the longest ids of a camera and a frame, escaped. */
  private static final long BODY_BYTES = 64 * 1024;

  private static final String JSON = "application/json; charset=utf-8";

  /** A client that sends a body more slowly holds a thread for nothing. */
  private static final long BODY_BYTES_PER_SECOND = 256;

  /**
   * For how long a connection may be idle while there are as many as there may be; viewers hear
   * something every two seconds.
   */
  private static final long CROWDED_IDLE_MILLIS = 5000;

  private final WebSettings settings;
  private final int wantedPort;
  private final int viewers;
  private final EventHub hub;
  private final Javalin javalin;

  private WebServer(WebSettings settings, int wantedPort, WebSources sources, int viewers) {
    this.settings = settings;
    this.wantedPort = wantedPort;
    this.viewers = viewers;
    String epoch = Long.toString(sources.line().nowMillis(), Character.MAX_RADIX);
    this.hub = new EventHub(sources, epoch, viewers);
    Assets assets = new Assets();
    this.javalin =
        Javalin.create(
            config -> {
              server(config);
              config.routes.before(new Gate(settings.host())::pass);
              config.routes.before(new Access(settings)::pass);
              new LineRoutes(sources, epoch).add(config.routes);
              new HistoryRoutes(sources).add(config.routes);
              new ServiceRoutes(sources, hub).add(config.routes);
              new TeachRoutes(sources).add(config.routes);
              new ChangeRoutes(sources).add(config.routes);
              new SetupRoutes(sources, epoch).add(config.routes);
              config.routes.get("/", context -> assets.serve(context, Assets.PAGE));
              config.routes.get(
                  "/assets/{name}",
                  context -> {
                    if (!assets.serve(context, context.pathParam("name"))) {
                      throw new NotFoundResponse("There is no such file.");
                    }
                  });
              errors(config);
            });
  }

  /**
   * Starts serving; returns when the port is open. If nobody asked for the port and it is in use,
   * the next free one is taken. Whether the page is wanted ({@code enabled}) is the caller's to
   * ask.
   *
   * @throws WebException if it can't listen there: port taken, no such address; or if it would show
   *     the page to others without being told to
   */
  public static WebServer start(WebSettings settings, WebSources sources) {
    return start(settings, sources, VIEWERS);
  }

  static WebServer start(WebSettings settings, WebSources sources, int viewers) {
    Objects.requireNonNull(settings, "settings");
    List<String> exposed = Exposure.problems(settings);
    if (!exposed.isEmpty()) {
      throw new WebException(String.join("\n", exposed), null);
    }
    int port = settings.port();
    while (true) {
      WebServer server = new WebServer(settings, port, sources, viewers);
      try {
        server.open();
        return server;
      } catch (WebException e) {
        if (port >= lastPort(settings) || !isInUse(e)) {
          throw e;
        }
        port++;
      }
    }
  }

  private static int lastPort(WebSettings settings) {
    boolean fixed = settings.portAsked() || settings.port() == 0;
    return fixed ? settings.port() : Math.min(settings.port() + FURTHER_PORTS, HIGHEST_PORT);
  }

  private void open() {
    try {
      javalin.start();
    } catch (RuntimeException e) {
      close();
      if (isInterrupt(e)) {
        Thread.currentThread().interrupt();
      }
      throw new WebException(why(settings, e), e);
    }
    hub.start();
    if (!Gate.isLoopback(settings.host()) && settings.access().token().isEmpty()) {
      LOG.warn(
          "The page listens on {}: everyone who can reach port {} sees the cameras, without a"
              + " password",
          settings.host(),
          port());
    }
  }

  /**
   * Why the page could not be served there now; empty if it could. For those who check all of a
   * configuration before anything starts.
   */
  public static List<String> problems(WebSettings settings) {
    List<String> problems = new ArrayList<>(Exposure.problems(settings));
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(settings.host()), settings.port()));
    } catch (IOException e) {
      if (settings.portAsked() || !isInUse(e)) {
        problems.add("web.port: " + why(settings, e));
      }
    }
    return problems;
  }

  private static boolean isInterrupt(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof InterruptedException) {
        return true;
      }
    }
    return false;
  }

  private static String why(WebSettings settings, Throwable failure) {
    String where = settings.host() + ":" + settings.port();
    if (isInUse(failure)) {
      return "The page can't listen on "
          + where
          + ": the port is in use. Stop what listens there, or choose another port (0: any free"
          + " one).";
    }
    Throwable reason = bindFailure(failure).<Throwable>map(bind -> bind).orElse(failure);
    return "The page can't listen on " + where + ": " + reason.getMessage();
  }

  private static boolean isInUse(Throwable failure) {
    return bindFailure(failure).map(Throwable::getMessage).orElse("").contains("in use");
  }

  private static Optional<BindException> bindFailure(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException bind) {
        return Optional.of(bind);
      }
    }
    return Optional.empty();
  }

  /** Where it listens: the port of the settings, or the free one that was taken instead. */
  public int port() {
    return javalin.port();
  }

  /** Address of the page. */
  public String url() {
    String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    String scheme = settings.access().certificate().isPresent() ? "https" : "http";
    return scheme + "://" + host + ":" + port() + "/";
  }

  /** Browsers that follow the line live now. */
  public int viewers() {
    return hub.viewers();
  }

  /** Ends all connections. */
  @Override
  public void close() {
    hub.close();
    javalin.stop();
  }

  private void server(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.maxRequestSize = BODY_BYTES;
    config.jetty.threadPool = threads();
    config.jetty.host = settings.host();
    config.jetty.port = wantedPort;
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setRequestHeaderSize(HEADER_BYTES);
          http.setMinRequestDataRate(BODY_BYTES_PER_SECOND);
        });
    config.jetty.addConnector(this::connector);
  }

  private QueuedThreadPool threads() {
    QueuedThreadPool pool = new QueuedThreadPool(viewers + THREADS, 2);
    pool.setName("mekiki-web");
    pool.setDaemon(true);
    return pool;
  }

  private ServerConnector connector(Server server, HttpConfiguration http) {
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector connector =
        new ServerConnector(server, 1, 1, tls(plain).toArray(ConnectionFactory[]::new));
    connector.setHost(settings.host());
    connector.setPort(wantedPort);
    connector.setIdleTimeout(IDLE_MILLIS);
    NetworkConnectionLimit limit =
        new NetworkConnectionLimit(viewers * CONNECTIONS_PER_VIEWER + THREADS, connector);
    limit.setEndPointIdleTimeout(CROWDED_IDLE_MILLIS);
    connector.addBean(limit);
    return connector;
  }

  /** What a connection speaks: TLS first where there is a certificate. */
  private List<ConnectionFactory> tls(HttpConnectionFactory plain) {
    WebSettings.Access access = settings.access();
    return access.certificate().isEmpty()
        ? List.of(plain)
        : List.of(
            new SslConnectionFactory(
                Tls.of(access.certificate().get(), access.key().orElseThrow()),
                plain.getProtocol()),
            plain);
  }

  private static void errors(JavalinConfig config) {
    config.routes.exception(
        HttpResponseException.class,
        (e, context) ->
            context
                .status(e.getStatus())
                .contentType(JSON)
                .result(Json.bytes(RefusedException.Answer.of(String.valueOf(e.getMessage())))));
    config.routes.exception(
        RefusedException.class,
        (e, context) ->
            context.status(e.refusal().status()).contentType(JSON).result(Json.bytes(e.answer())));
    config.routes.exception(
        Exception.class,
        (e, context) -> {
          LOG.warn("{} {} failed", context.method(), context.path(), e);
          context.status(500).contentType(JSON).result(unforeseen());
        });
    config.router.javaLangErrorHandler(WebServer::answerError);
  }

  /**
   * Errors too cost the one answer only. A JVM without memory does not come here: as the launcher
   * and the image start it, it ends itself where it runs out ({@code ExitOnOutOfMemoryError}).
   */
  private static void answerError(HttpServletResponse response, Error error) {
    LOG.error("an answer failed: {}", error.getMessage(), error);
    if (response.isCommitted()) {
      return;
    }
    response.resetBuffer();
    response.setStatus(500);
    response.setContentType(JSON);
    try {
      response.getOutputStream().write(unforeseen());
    } catch (IOException e) {
      LOG.debug("the one who asked is gone", e);
    }
  }

  private static byte[] unforeseen() {
    return Json.bytes(RefusedException.Answer.of("Something went wrong here; the log says what."));
  }
}
