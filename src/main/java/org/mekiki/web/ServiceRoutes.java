package org.mekiki.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import io.javalin.http.ServiceUnavailableResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;
import org.mekiki.web.http.Access;
import org.mekiki.web.http.Json;

/** Health, metrics and the stream of events. */
final class ServiceRoutes {
  private static final String SCRAPE_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final WebSources sources;
  private final EventHub hub;

  ServiceRoutes(WebSources sources, EventHub hub) {
    this.sources = sources;
    this.hub = hub;
  }

  void add(RoutesConfig routes) {
    routes.get("/health/live", context -> health(context, sources.live()));
    routes.get("/health/ready", context -> health(context, sources.ready()));
    routes.get(
        "/metrics",
        context ->
            context
                .header(Header.CACHE_CONTROL, "no-store")
                .contentType(SCRAPE_TYPE)
                .result(sources.metrics().get()));
    routes.get("/api/about", this::about);
    routes.get("/events", this::events);
    routes.get("/api/line", this::line);
  }

  private void about(Context context) {
    String version = ServiceRoutes.class.getPackage().getImplementationVersion();
    Json.answer(
        context,
        Map.of(
            "version",
            version == null ? "development" : version,
            "role",
            sources.about().role(),
            "sendCommand",
            sources.about().sendCommand(),
            "changesRefused",
            sources.changes().refusal().orElse("")));
  }

  private static void health(Context context, Supplier<Health> check) {
    Health health;
    try {
      health = check.get();
    } catch (RuntimeException e) {
      health = Health.down("The check itself failed: " + e.getMessage());
    }
    context.status(health.up() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
    Json.answer(
        context,
        Access.isKnown(context)
            ? Map.of("status", status(health), "detail", health.detail())
            : Map.of("status", status(health)));
  }

  private static String status(Health health) {
    return health.up() ? "up" : "down";
  }

  /** What a viewer is sent, for those who ask again and again: {@code ?epoch=E&after=SEQUENCE}. */
  private void line(Context context) {
    String after = context.queryParam("after");
    long known = after != null && after.matches("\\d{1,18}") ? Long.parseLong(after) : 0;
    Json.answer(context, hub.snapshot(context.queryParam("epoch"), known));
  }

  private void events(Context context) throws IOException {
    if (context.method().equals(HandlerType.HEAD)) {
      return;
    }
    if (!hub.enter()) {
      context.header(Header.RETRY_AFTER, "5");
      throw new ServiceUnavailableResponse("All places for live viewers are taken; come back.");
    }
    HttpServletResponse response = context.res();
    response.setContentType("text/event-stream; charset=utf-8");
    response.setHeader(Header.CACHE_CONTROL, "no-store");
    response.setHeader("X-Accel-Buffering", "no"); // nginx would hold events back
    hub.serve(response.getOutputStream());
  }
}
