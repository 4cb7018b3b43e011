package org.mekiki.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.NotFoundResponse;
import java.util.Objects;
import java.util.regex.Pattern;
import org.mekiki.web.http.Json;
import org.mekiki.web.topics.AlarmsView;
import org.mekiki.web.topics.TrainingView;

/** Teaching and alarms over HTTP, as JSON. */
final class TeachRoutes {
  private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");

  private final TrainingView training;
  private final AlarmsView alarms;

  TeachRoutes(WebSources sources) {
    this.training = sources.training();
    this.alarms = sources.alarms();
  }

  void add(RoutesConfig routes) {
    routes.get("/api/alarms", context -> Json.answer(context, alarms.alarms()));
    routes.get("/api/training", this::training);
    routes.get("/api/training/blind-spots", this::blindSpots);
  }

  /** All models, or one with all its facts: {@code ?model=KEY}. */
  private void training(Context context) {
    String model = context.queryParam("model");
    Json.answer(
        context,
        model == null
            ? training.rows(0)
            : training
                .details(model)
                .orElseThrow(() -> new NotFoundResponse("No such model has been heard of.")));
  }

  /** Where a version is blind, as a JPEG: {@code ?model=KEY&version=N}. */
  private void blindSpots(Context context) {
    String model = Objects.requireNonNullElse(context.queryParam("model"), "");
    String version = Objects.requireNonNullElse(context.queryParam("version"), "");
    byte[] map =
        training
            .blindSpots(model, VERSION.matcher(version).matches() ? Long.parseLong(version) : 0)
            .orElseThrow(() -> new NotFoundResponse("No map of this version is known."));
    context.header(Header.CACHE_CONTROL, "no-store").contentType("image/jpeg").result(map);
  }
}
