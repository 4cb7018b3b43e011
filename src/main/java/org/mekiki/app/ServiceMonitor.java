package org.mekiki.app;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.mekiki.config.MekikiConfig;
import org.mekiki.inspect.InspectionListener;
import org.mekiki.inspect.alarm.AlarmListener;
import org.mekiki.model.ModelEvents;
import org.mekiki.stream.StreamsRunner;
import org.mekiki.web.Health;
import org.mekiki.web.LineView;
import org.mekiki.web.ModelsView;
import org.mekiki.web.WebException;
import org.mekiki.web.WebServer;
import org.mekiki.web.WebSources;

/** Page, health and metrics of a service: listens to it, and serves what it has heard. */
final class ServiceMonitor {
  private final LineView line = new LineView();
  private final ModelsView models = new ModelsView();
  private volatile StreamsRunner runner;
  private volatile BooleanSupplier ready = () -> false;

  private ServiceMonitor() {}

  /**
   * Starts to serve, if the configuration says so.
   *
   * @throws CommandException if the port is taken
   */
  static ServiceMonitor open(MekikiConfig config, Terminal terminal) {
    ServiceMonitor monitor = new ServiceMonitor();
    if (config.web().enabled()) {
      WebServer server;
      try {
        server = WebServer.start(config.web(), monitor.sources(config));
      } catch (WebException e) {
        throw CommandException.badUsage(e.getMessage());
      }
      terminal.lifecycle().closeAtEnd("the page", server);
      terminal.tell("page on http://%s:%d", config.web().host(), server.port());
    }
    return monitor;
  }

  private WebSources sources(MekikiConfig config) {
    String send =
        String.format(
            "kcat -P -b %s -t %s -k cam-1 part.jpg",
            config.kafka().bootstrapServers().orElse("localhost:9092"),
            config.topics().frames().name());
    return new WebSources(line, models, this::live, this::readiness, () -> "", send);
  }

  private Health live() {
    StreamsRunner current = runner;
    if (current == null) {
      return Health.up("starting");
    }
    return current.isLive()
        ? Health.up("the topology is " + current.streams().state())
        : Health.down("the topology is " + current.streams().state());
  }

  private Health readiness() {
    return ready.getAsBoolean()
        ? Health.up("running")
        : Health.down("starting: partitions are not assigned, or models not loaded");
  }

  /** To be told of frames. */
  InspectionListener listener() {
    return InspectionListener.of(List.of(line));
  }

  /** To be told of alarms and drift. */
  AlarmListener alarmListener() {
    return AlarmListener.NOOP;
  }

  /** To be told of models. */
  ModelEvents modelEvents() {
    return models;
  }

  /** What health is about. */
  void watch(StreamsRunner started, BooleanSupplier isReady) {
    this.runner = started;
    this.ready = isReady;
  }
}
