package org.mekiki.service.parts;

import org.mekiki.inspect.InspectionListener;
import org.mekiki.inspect.alarm.AlarmListener;
import org.mekiki.model.ModelEvents;

/** Who is told what a service does: page, metrics, tests. */
public record ServiceListeners(
    InspectionListener frames, AlarmListener alarms, ModelEvents models) {
  public static final ServiceListeners NONE = of(InspectionListener.NOOP);

  /** Somebody who wants to know of frames only. */
  public static ServiceListeners of(InspectionListener frames) {
    return new ServiceListeners(frames, AlarmListener.NOOP, ModelEvents.NOOP);
  }
}
