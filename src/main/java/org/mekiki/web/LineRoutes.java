package org.mekiki.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.util.List;
import java.util.Optional;
import org.mekiki.image.file.ImageException;
import org.mekiki.inspect.Frame;
import org.mekiki.web.http.Json;
import org.mekiki.web.line.AnomalyRow;
import org.mekiki.web.line.CameraKey;
import org.mekiki.web.line.CameraRow;
import org.mekiki.web.line.LineSummary;
import org.mekiki.web.line.LineView;
import org.mekiki.web.line.PictureStore;
import org.mekiki.web.line.RefusedLog;
import org.mekiki.web.line.Shot;
import org.mekiki.web.topics.ModelsView;

/** The line over HTTP: numbers as JSON, pictures as pictures. */
final class LineRoutes {
  /** Names the frame that a picture is of. */
  static final String SEQUENCE = "Mekiki-Sequence";

  /** By its frame's address, see {@link FrameAddress}. */
  private static final String ANOMALY = "/api/anomalies/{camera}/{frame}";

  /** Pictures that were shown lately, so that a frame's map is found when its frame was. */
  private static final long SHOWN_BYTES = 32L * 1024 * 1024;

  private final LineView line;
  private final ModelsView models;
  private final String epoch;
  private final PictureStore<Long, Shot> shown = new PictureStore<>(SHOWN_BYTES);

  private record Cameras(
      String epoch, long sequence, long nowMillis, LineSummary summary, List<CameraRow> cameras) {}

  private record Anomalies(
      String epoch, long sequence, long nowMillis, List<AnomalyRow> anomalies) {}

  LineRoutes(WebSources sources, String epoch) {
    this.line = sources.line();
    this.models = sources.models();
    this.epoch = epoch;
  }

  void add(RoutesConfig routes) {
    routes.get("/api/summary", context -> Json.answer(context, line.summary()));
    routes.get("/api/models", context -> Json.answer(context, models.models()));
    routes.get("/api/cameras", this::cameras);
    routes.get("/api/cameras/{camera}", context -> Json.answer(context, camera(context)));
    routes.get("/api/cameras/{camera}/frame", context -> frame(context, cameraShot(context)));
    routes.get(
        "/api/cameras/{camera}/heatmap.png", context -> heatmap(context, cameraShot(context)));
    routes.get("/api/anomalies", this::anomalies);
    routes.get(ANOMALY, context -> Json.answer(context, anomaly(context)));
    routes.get(ANOMALY + "/frame", context -> frame(context, anomalyShot(context)));
    routes.get(ANOMALY + "/heatmap.png", context -> heatmap(context, anomalyShot(context)));
    routes.get(ANOMALY + "/good/frame", context -> frame(context, reference(context)));
    routes.get(ANOMALY + "/good/heatmap.png", context -> heatmap(context, reference(context)));
    routes.get("/api/cameras/{camera}/unscored/frame", this::unscored);
    routes.get("/api/refused/{camera}/{frame}/frame", this::refused);
  }

  private void cameras(Context context) {
    long sequence = line.sequence();
    List<CameraRow> rows = line.cameras(0, EventHub.FIRST_POINTS);
    Json.answer(context, new Cameras(epoch, sequence, line.nowMillis(), line.summary(), rows));
  }

  private void anomalies(Context context) {
    long sequence = line.sequence();
    Json.answer(context, new Anomalies(epoch, sequence, line.nowMillis(), line.anomalies(0)));
  }

  private CameraRow camera(Context context) {
    return CameraKey.camera(context.pathParam("camera"))
        .flatMap(line::camera)
        .orElseThrow(() -> new NotFoundResponse("No frame of this camera has been seen."));
  }

  private AnomalyRow anomaly(Context context) {
    return line.anomaly(address(context))
        .orElseThrow(() -> new NotFoundResponse("This frame is none of the last anomalies."));
  }

  private static String address(Context context) {
    return context.pathParam("camera") + "/" + context.pathParam("frame");
  }

  /** The frame with the sequence that is asked for, if it was shown lately, else the latest. */
  private Shot cameraShot(Context context) {
    String camera = CameraKey.camera(context.pathParam("camera")).orElse("");
    Optional<Shot> asked =
        Optional.ofNullable(context.queryParam("sequence"))
            .flatMap(sequence -> shown.get(number(sequence)))
            .filter(shot -> shot.facts().camera().equals(camera));
    Shot shot =
        asked
            .or(() -> line.latestShot(camera))
            .orElseThrow(() -> new NotFoundResponse("There is no picture of this camera."));
    shown.put(shot.facts().sequence(), shot);
    return shot;
  }

  private Shot anomalyShot(Context context) {
    return line.anomalyShot(address(context))
        .orElseThrow(() -> new NotFoundResponse("This anomaly's picture is no longer there."));
  }

  private Shot reference(Context context) {
    return Optional.ofNullable(anomalyShot(context).reference())
        .orElseThrow(
            () -> new NotFoundResponse("No good frame of this camera was there to compare with."));
  }

  private void unscored(Context context) {
    frame(
        context,
        CameraKey.camera(context.pathParam("camera"))
            .flatMap(line::unscored)
            .orElseThrow(() -> new NotFoundResponse("The camera's last frame was scored.")));
  }

  private void refused(Context context) {
    frame(
        context,
        line.refusedPicture(address(context))
            .orElseThrow(
                () -> new NotFoundResponse("The picture of this frame is no longer there.")));
  }

  private void frame(Context context, Shot shot) {
    frame(context, shot.facts().sequence(), shot.picture());
  }

  private void frame(Context context, RefusedLog.Unscored unscored) {
    frame(context, unscored.sequence(), unscored.picture());
  }

  private void frame(Context context, long sequence, Frame.Content content) {
    if (isKnown(context, sequence)) {
      return;
    }
    try {
      WebPicture picture = WebPicture.of(content);
      context.contentType(picture.contentType()).result(picture.bytes());
    } catch (ImageException e) {
      throw new HttpResponseException(HttpStatus.UNPROCESSABLE_CONTENT.getCode(), e.getMessage());
    }
  }

  private void heatmap(Context context, Shot shot) {
    if (!isKnown(context, shot.facts().sequence())) {
      byte[] png = HeatmapColours.png(shot.heatmap(), shot.facts().threshold());
      context.contentType("image/png").result(png);
    }
  }

  /** Names the frame, and answers 304 where the browser has it. */
  private boolean isKnown(Context context, long sequence) {
    String etag = '"' + epoch + "-" + sequence + '"';
    context
        .header(SEQUENCE, Long.toString(sequence))
        .header(Header.ETAG, etag)
        .header(Header.CACHE_CONTROL, "private, no-cache");
    if (etag.equals(context.header(Header.IF_NONE_MATCH))) {
      context.status(HttpStatus.NOT_MODIFIED);
      return true;
    }
    return false;
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new NotFoundResponse("'" + text + "' is not a number of a frame.");
    }
  }
}
