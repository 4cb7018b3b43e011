package org.mekiki.inspect.alarm;

import java.time.Duration;
import java.util.Locale;

/** The sentences of alarms. */
final class AlarmTexts {
  private final String camera;
  private final AlarmRules rules;

  AlarmTexts(String camera, AlarmRules rules) {
    this.camera = camera;
    this.rules = rules;
  }

  String raised(AlarmKind kind, Alarm.Evidence evidence, DriftWindow window) {
    return switch (kind) {
      case ANOMALOUS, UNSCORABLE -> camera + ": " + counted(kind, evidence);
      case NO_FRAMES ->
          String.format(
              Locale.ROOT,
              "%s: no frame for %s, the last at %s; look at the camera and at what publishes its"
                  + " frames",
              camera,
              shown(rules.noFramesAfter()),
              ((Alarm.Silence) evidence).lastFrameAt());
      case DRIFT ->
          camera
              + ": "
              + drift(evidence, window)
              + "; look at lens, lamp and position, or teach"
              + " anew";
      case EXPIRED -> throw notOfACamera(kind);
    };
  }

  String cleared(AlarmKind kind, Alarm.Evidence evidence, DriftWindow window) {
    return switch (kind) {
      case ANOMALOUS, UNSCORABLE -> camera + ": back to normal, " + counted(kind, evidence);
      case NO_FRAMES -> camera + ": frames are coming again";
      case DRIFT -> camera + ": back to normal, " + drift(evidence, window);
      case EXPIRED -> throw notOfACamera(kind);
    };
  }

  String otherModel(FrameOutcome.Scored by) {
    return String.format(
        Locale.ROOT,
        "%s: drift is measured anew, against model %s version %d",
        camera,
        by.model(),
        by.modelVersion());
  }

  String switchedOff(AlarmKind kind) {
    return camera + ": alarms of kind " + kind.label() + " are switched off";
  }

  String forgotten(AlarmKind kind) {
    return String.format(
        Locale.ROOT,
        "%s: no frame for %s; its alarm '%s' ends because the camera is no longer watched",
        camera,
        shown(rules.forgetAfter()),
        kind.label());
  }

  private static String counted(AlarmKind kind, Alarm.Evidence evidence) {
    Alarm.Counted counted = (Alarm.Counted) evidence;
    return String.format(
        Locale.ROOT,
        "%d of the last %d frames %s",
        counted.bad(),
        counted.of(),
        kind == AlarmKind.ANOMALOUS ? "are anomalous" : "could not be scored");
  }

  private static String drift(Alarm.Evidence evidence, DriftWindow window) {
    return ((Alarm.Drifted) evidence)
        .drift()
        .map(
            d ->
                String.format(
                    Locale.ROOT,
                    "scores of %d good frames lie %.1f standard deviations %s those that model"
                        + " %s version %d was calibrated with (stability index %.2f)",
                    d.frames(),
                    Math.abs(d.meanShift()),
                    d.meanShift() < 0 ? "below" : "above",
                    window.model(),
                    window.modelVersion(),
                    d.psi()))
        .orElse("scores");
  }

  static IllegalArgumentException notOfACamera(AlarmKind kind) {
    return new IllegalArgumentException("alarms of kind " + kind.label() + " are of no camera");
  }

  private static String shown(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }
}
