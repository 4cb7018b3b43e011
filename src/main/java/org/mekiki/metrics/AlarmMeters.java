package org.mekiki.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import org.mekiki.inspect.alarm.Alarm;
import org.mekiki.inspect.alarm.AlarmKind;
import org.mekiki.inspect.alarm.AlarmListener;
import org.mekiki.inspect.alarm.AlarmState;
import org.mekiki.inspect.alarm.Drift;

/**
 * Counts alarms and shows each camera's drift. A camera has no drift before there are enough good
 * frames; then it shows the last that was measured. Thread-safe.
 */
public final class AlarmMeters implements AlarmListener {
  private final MeterRegistry registry;
  private final Map<AlarmKind, Map<AlarmState, Counter>> alarms = new EnumMap<>(AlarmKind.class);
  private final BoundedLabels<CameraDrift> cameras;

  public AlarmMeters(MeterRegistry registry) {
    this.registry = registry;
    for (AlarmKind kind : AlarmKind.values()) {
      Map<AlarmState, Counter> states = new EnumMap<>(AlarmState.class);
      for (AlarmState state : AlarmState.values()) {
        states.put(
            state,
            Metric.ALARMS
                .counter()
                .tags("kind", kind.label(), "state", state.label())
                .register(registry));
      }
      alarms.put(kind, states);
    }
    cameras = new BoundedLabels<>(FrameMeters.MAX_CAMERAS, CameraDrift::new);
  }

  @Override
  public void changed(Alarm alarm) {
    alarms.get(alarm.kind()).get(alarm.state()).increment();
  }

  @Override
  public void measured(String camera, Drift drift) {
    cameras.get(camera).last = drift;
  }

  private final class CameraDrift {
    private volatile Drift last = new Drift(Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0);

    CameraDrift(String camera) {
      Metric.DRIFT_PSI.gauge(() -> last.psi()).tag("camera", camera).register(registry);
      Metric.SCORE_MEAN_SHIFT
          .gauge(() -> last.meanShift())
          .tag("camera", camera)
          .register(registry);
      Metric.SCORE_SPREAD.gauge(() -> last.spread()).tag("camera", camera).register(registry);
    }
  }
}
