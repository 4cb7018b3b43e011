package org.mekiki.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.Header;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.mekiki.text.Labelled;
import org.mekiki.web.http.Json;
import org.mekiki.web.line.LineView;

/** The last anomalies and refused frames over HTTP: filtered, as JSON or as CSV. */
final class HistoryRoutes {
  /** Rows of one answer in JSON, unless fewer are asked for. */
  private static final int MOST = 500;

  private final History history;
  private final LineView line;

  private record Rows(long nowMillis, long total, List<String> cameras, List<History.Row> rows) {}

  HistoryRoutes(WebSources sources) {
    this.line = sources.line();
    this.history = new History(line);
  }

  void add(RoutesConfig routes) {
    routes.get("/api/history", this::json);
    routes.get("/api/history.csv", this::csv);
  }

  private void json(Context context) {
    List<History.Row> rows = history.rows(query(context));
    int limit = (int) Math.min(MOST, number(context, "limit", MOST));
    Json.answer(
        context,
        new Rows(
            line.nowMillis(),
            rows.size(),
            history.cameras(),
            rows.subList(0, Math.min(limit, rows.size()))));
  }

  private void csv(Context context) {
    byte[] csv = HistoryCsv.bytes(history.rows(query(context)), zone(context));
    context
        .header(Header.CACHE_CONTROL, "no-store")
        .header(Header.CONTENT_DISPOSITION, "attachment; filename=\"mekiki-history.csv\"")
        .contentType("text/csv; charset=utf-8")
        .result(csv);
  }

  private static History.Query query(Context context) {
    String camera = context.queryParam("camera");
    return new History.Query(
        camera == null ? "" : camera,
        verdict(context.queryParam("verdict")),
        number(context, "from", 0),
        number(context, "to", Long.MAX_VALUE));
  }

  private static History.Verdict verdict(String text) {
    if (text == null || text.isEmpty()) {
      return History.Verdict.ALL;
    }
    String valid = Labelled.all(History.Verdict.class, ", ");
    return Labelled.find(History.Verdict.class, text)
        .orElseThrow(
            () -> new BadRequestResponse("verdict is '" + text + "'; valid: " + valid + "."));
  }

  private static long number(Context context, String name, long absent) {
    String text = context.queryParam(name);
    if (text == null || text.isEmpty()) {
      return absent;
    }
    if (!text.matches("\\d{1,18}")) {
      throw new BadRequestResponse(name + " is '" + text + "'; valid: a whole number from 0 on.");
    }
    return Long.parseLong(text);
  }

  private static ZoneId zone(Context context) {
    String zone = context.queryParam("zone");
    try {
      return zone == null || zone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw new BadRequestResponse(
          "zone is '" + zone + "'; valid: a name such as Europe/Berlin, or UTC.");
    }
  }
}
