package org.mekiki.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.Header;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.ServiceUnavailableResponse;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.mekiki.inspect.Feedback;
import org.mekiki.model.ModelKeys;
import org.mekiki.web.line.FrameAddress;
import org.mekiki.web.line.LineView;
import org.mekiki.web.line.Sighting;
import org.mekiki.web.topics.AlarmsView;

/**
 * The only requests that change something, all below one path, all past {@link SameOrigin}. Few at
 * a time: each may wait for the brokers for seconds.
 */
final class ChangeRoutes {
  /** What {@link Gate} lets a POST through to. */
  static final String PATH = "/api/changes/";

  private static final int AT_ONCE = 4;

  private final LineView line;
  private final AlarmsView alarms;
  private final Changes changes;
  private final Semaphore places = new Semaphore(AT_ONCE);

  private record Rollback(String model, long version) {}

  private record Acknowledged(String alarm) {}

  private record Retired(String camera) {}

  /**
   * A person's word on one of the last anomalies. It names the frame by what the frame brought
   * along, never by a number of this process: after a restart that number is another frame's.
   *
   * @param capturedAtMillis null for the newest frame with this id
   */
  private record Judgement(
      String camera, String frameId, Long capturedAtMillis, Feedback.Verdict verdict) {
    String address() {
      return capturedAtMillis == null
          ? FrameAddress.of(camera, frameId)
          : FrameAddress.of(camera, frameId, capturedAtMillis);
    }
  }

  ChangeRoutes(WebSources sources) {
    this.line = sources.line();
    this.alarms = sources.alarms();
    this.changes = sources.changes();
  }

  void add(RoutesConfig routes) {
    routes.post(PATH + "rollback", context -> change(context, this::rollback));
    routes.post(PATH + "feedback", context -> change(context, this::feedback));
    routes.post(PATH + "acknowledge", context -> change(context, this::acknowledge));
    routes.post(PATH + "retire", context -> change(context, this::retire));
  }

  @FunctionalInterface
  private interface Change {
    Map<String, Object> make(Context context);
  }

  private void change(Context context, Change change) {
    SameOrigin.require(context);
    changes
        .refusal()
        .ifPresent(
            why -> {
              throw new ForbiddenResponse(why);
            });
    if (!places.tryAcquire()) {
      throw new ServiceUnavailableResponse("Other changes are under way; try again in a moment.");
    }
    try {
      context
          .header(Header.CACHE_CONTROL, "no-store")
          .contentType("application/json; charset=utf-8")
          .result(Json.bytes(change.make(context)));
    } catch (ChangeException e) {
      throw new ServiceUnavailableResponse(e.getMessage());
    } finally {
      places.release();
    }
  }

  private Map<String, Object> rollback(Context context) {
    Rollback wanted = body(context, Rollback.class, "{\"model\":\"cam-1\",\"version\":1}");
    if (wanted.model() == null || !ModelKeys.legal(wanted.model()) || wanted.version() < 1) {
      throw new BadRequestResponse("A model's key and a version of at least 1 are needed.");
    }
    changes.rollback(wanted.model(), wanted.version());
    return Map.of("model", wanted.model(), "current", wanted.version());
  }

  private Map<String, Object> feedback(Context context) {
    Judgement said =
        body(
            context,
            Judgement.class,
            "{\"camera\":\"cam-1\",\"frameId\":\"…\",\"verdict\":\"DEFECT\"}, or GOOD");
    if (said.camera() == null || said.frameId() == null) {
      throw new BadRequestResponse("The frame has to be named: its camera and its frameId.");
    }
    if (said.verdict() == null) {
      throw new BadRequestResponse("A verdict is needed: DEFECT or GOOD.");
    }
    Sighting seen =
        line.anomalySighting(said.address())
            .orElseThrow(
                () ->
                    new NotFoundResponse(
                        "The frame is none of the last anomalies that are known here, so nothing"
                            + " can be said of it any more."));
    Feedback feedback =
        new Feedback(
            seen.camera(),
            seen.frameId(),
            Instant.ofEpochMilli(seen.capturedAtMillis()),
            seen.model(),
            seen.modelVersion(),
            seen.score(),
            seen.threshold(),
            said.verdict(),
            Instant.ofEpochMilli(line.nowMillis()));
    changes.judge(feedback);
    line.judged(feedback);
    return Map.of("frameId", seen.frameId(), "stored", said.verdict());
  }

  private Map<String, Object> acknowledge(Context context) {
    Acknowledged wanted = body(context, Acknowledged.class, "{\"alarm\":\"ID\"}");
    if (wanted.alarm() == null || !alarms.acknowledge(wanted.alarm(), line.nowMillis())) {
      throw new NotFoundResponse("This alarm is not open any more.");
    }
    return Map.of("alarm", wanted.alarm());
  }

  private Map<String, Object> retire(Context context) {
    Retired wanted = body(context, Retired.class, "{\"camera\":\"cam-1\"}");
    if (wanted.camera() == null) {
      throw new BadRequestResponse("A camera is needed.");
    }
    line.retire(wanted.camera());
    alarms.acknowledgeAll(wanted.camera(), line.nowMillis());
    return Map.of("camera", wanted.camera());
  }

  private static <T> T body(Context context, Class<T> type, String example) {
    try {
      return Json.read(context.bodyAsBytes(), type);
    } catch (JsonProcessingException e) {
      throw new BadRequestResponse("The body can't be read; valid: " + example + ".");
    }
  }
}
