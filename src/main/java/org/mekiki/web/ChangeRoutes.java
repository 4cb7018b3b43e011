package org.mekiki.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Map;
import org.mekiki.inspect.Feedback;
import org.mekiki.model.ModelKeys;
import org.mekiki.web.http.Gate;
import org.mekiki.web.http.Refusal;
import org.mekiki.web.http.RefusedException;
import org.mekiki.web.line.FrameAddress;
import org.mekiki.web.line.LineView;
import org.mekiki.web.line.Sighting;
import org.mekiki.web.topics.AlarmsView;

/**
 * Requests that change something, all below one path, all past a {@link ChangeGate}. Few at a time:
 * each may wait for the brokers for seconds.
 */
public final class ChangeRoutes {
  private static final int AT_ONCE = 4;

  private final LineView line;
  private final AlarmsView alarms;
  private final Changes changes;
  private final ChangeGate gate;

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
    this.gate =
        new ChangeGate(
            changes, AT_ONCE, Refusal.BUSY, "Other changes are under way; try again in a moment.");
  }

  void add(RoutesConfig routes) {
    routes.post(Gate.CHANGES + "rollback", context -> gate.pass(context, this::rollback));
    routes.post(Gate.CHANGES + "feedback", context -> gate.pass(context, this::feedback));
    routes.post(Gate.CHANGES + "acknowledge", context -> gate.pass(context, this::acknowledge));
    routes.post(Gate.CHANGES + "retire", context -> gate.pass(context, this::retire));
  }

  private Map<String, Object> rollback(Context context) {
    Rollback wanted =
        ChangeGate.body(context, Rollback.class, "{\"model\":\"cam-1\",\"version\":1}");
    if (wanted.model() == null || !ModelKeys.legal(wanted.model()) || wanted.version() < 1) {
      throw new BadRequestResponse("A model's key and a version of at least 1 are needed.");
    }
    changes.rollback(wanted.model(), wanted.version());
    return Map.of("model", wanted.model(), "current", wanted.version());
  }

  private Map<String, Object> feedback(Context context) {
    Judgement said =
        ChangeGate.body(
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
                    new RefusedException(
                        Refusal.UNKNOWN_ANOMALY,
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
    Acknowledged wanted = ChangeGate.body(context, Acknowledged.class, "{\"alarm\":\"ID\"}");
    if (wanted.alarm() == null || !alarms.acknowledge(wanted.alarm(), line.nowMillis())) {
      throw new RefusedException(Refusal.CLOSED_ALARM, "This alarm is not open any more.");
    }
    return Map.of("alarm", wanted.alarm());
  }

  private Map<String, Object> retire(Context context) {
    Retired wanted = ChangeGate.body(context, Retired.class, "{\"camera\":\"cam-1\"}");
    if (wanted.camera() == null) {
      throw new BadRequestResponse("A camera is needed.");
    }
    line.retire(wanted.camera());
    alarms.acknowledgeAll(wanted.camera(), line.nowMillis());
    return Map.of("camera", wanted.camera());
  }
}
