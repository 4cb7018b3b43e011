package org.mekiki.app;

import java.util.function.BooleanSupplier;
import org.mekiki.config.MekikiConfig;
import org.mekiki.inspect.InspectionListener;
import org.mekiki.model.ModelEvents;
import org.mekiki.stream.StreamsRunner;

/** Metrics, health and page of a service. */
final class ServiceMonitor {
  private ServiceMonitor() {}

  static ServiceMonitor open(MekikiConfig config, Terminal terminal) {
    return new ServiceMonitor();
  }

  InspectionListener listener() {
    return InspectionListener.NOOP;
  }

  ModelEvents modelEvents() {
    return ModelEvents.NOOP;
  }

  void watch(StreamsRunner runner, BooleanSupplier ready) {}
}
