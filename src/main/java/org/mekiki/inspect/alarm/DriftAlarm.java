package org.mekiki.inspect.alarm;

import java.util.Optional;
import org.mekiki.text.Text;

/** Good frames score otherwise than those that the model was calibrated with. */
final class DriftAlarm implements CameraAlarm {
  private final DriftRule rule;
  private DriftWindow window;
  private Drift drift;
  private FrameOutcome.Scored replaced;

  /**
   * @param window of scores; null if there is none
   */
  DriftAlarm(DriftRule rule, DriftWindow window) {
    this.rule = rule;
    this.window = window;
  }

  DriftWindow window() {
    return window;
  }

  /** The last measurement; empty before there are enough frames, or after a restart. */
  Optional<Drift> drift() {
    return Optional.ofNullable(drift);
  }

  @Override
  public AlarmKind kind() {
    return AlarmKind.DRIFT;
  }

  /** Measures anew. Another model, or another version, has another distribution. */
  @Override
  public void frame(FrameOutcome outcome, long now) {
    replaced = null;
    if (!(outcome.verdict() instanceof FrameOutcome.Scored scored)) {
      return;
    }
    ScoreReference reference = scored.reference().orElse(null);
    if (reference == null || window == null || !window.fits(scored, reference)) {
      window = reference == null ? null : DriftWindow.empty(scored);
      drift = null;
      replaced = scored;
    }
    if (reference != null && !scored.anomalous()) {
      window = window.with(scored.score(), reference, now, rule);
      drift = window.measure(reference, rule).orElse(null);
    }
  }

  @Override
  public boolean isBegunBy(FrameOutcome outcome) {
    return outcome.verdict() instanceof FrameOutcome.Scored scored
        && !scored.anomalous()
        && drift != null
        && drift.psi() >= rule.psi()
        && drift.psi() >= drift.chance();
  }

  @Override
  public Optional<String> endedByFrame() {
    return Optional.ofNullable(replaced)
        .map(
            by ->
                Text.of(
                    "drift is now measured against model %s version %d",
                    by.model(), by.modelVersion()));
  }

  @Override
  public boolean isOver(long now) {
    return drift != null && drift.psi() <= Math.max(rule.clearPsi(), drift.chance() / 2);
  }

  @Override
  public Alarm.Evidence evidence() {
    return new Alarm.Drifted(drift());
  }

  @Override
  public String raised() {
    return measured() + "; look at lens, lamp and position, or teach again";
  }

  @Override
  public String cleared() {
    return "back to normal, " + measured();
  }

  private String measured() {
    return drift()
        .map(
            d ->
                Text.of(
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
}
